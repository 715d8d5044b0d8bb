import { createClient, defaultModel, evaluate, makeJudge } from 'vitest-judge'
import { rows } from './subject.ts'

const openai = createClient()

evaluate('Parcels', {
  rows,
  predict: async ({ question }, { signal }) => {
    const messages = [{ role: 'user' as const, content: question }]
    const reply = await openai.chat.completions.create({ model: defaultModel(), messages }, { signal })
    return reply.choices[0]?.message.content ?? ''
  },
  truth: ({ expectations }) => expectations.polite,
  judges: [
    makeJudge({
      name: 'polite',
      instructions: 'Is {{ outputs }} a polite answer to {{ inputs }}?',
      values: ['yes', 'no'],
    }),
  ],
})
