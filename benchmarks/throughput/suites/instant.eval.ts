import { evaluate, makeJudge } from 'vitest-judge'
import { answer, judged, rows } from './subject.ts'

evaluate('Parcels', {
  rows,
  predict: answer,
  truth: ({ expectations }) => expectations.polite,
  judges: [
    makeJudge({
      name: 'polite',
      instructions: 'Is {{ outputs }} a polite answer to {{ inputs }}?',
      values: ['yes', 'no'],
      model: judged,
    }),
  ],
})
