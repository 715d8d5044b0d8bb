import { aligned, audit, probe, probes } from 'vitest-judge'
import { rows as sentences } from '../../../evals/pubmed/data.ts'
import { biasedJudge } from './biased-judge.ts'

const labels = ['BACKGROUND', 'OBJECTIVE', 'METHODS', 'RESULTS', 'CONCLUSIONS']

/** As a model explains itself that has little to say: some 150 words. */
const why = [
  'The sentence was read twice, and its verbs were looked at before its nouns, as these say less about the part that a sentence belongs to.',
  'Then its wording was held against that of the other parts of an abstract, of which none fits as well as this one does.',
  'What stands before and after it was not known, so that nothing could be learned from the place at which it was found.',
  'Where two parts seemed to fit, the one was taken that such wording is more common in, and the other one was left aside.',
  'Numbers were not taken for a sign by themselves, as they are found in more than one part, nor was the length of the sentence.',
  'In the end the part that was named is the one that a reader would have named who knows such abstracts well.',
  'No other source was asked, and nothing was looked up.',
].join(' ')

/** Recorded answers: every third one is wrong, and all are explained at the same length. */
const rows = sentences.map((row, index) => {
  const right = labels.indexOf(row.expectations?.label ?? '')
  const label = labels[index % 3 === 0 ? (right + 1) % labels.length : right] ?? ''
  return { ...row, outputs: { label, why } }
})

/** A probe of one's own takes five lines. */
const shouting = probe('shouting', 'the explanation is in capitals', (sample) => {
  const { label, why: text } = sample.outputs as { label: string; why: string }
  return { ...sample, outputs: { label, why: text.toUpperCase() } }
})

// The memory is the one of our evaluation.
audit(aligned(biasedJudge, { memory: new URL('../../../evals/pubmed/memory', import.meta.url) }), {
  rows,
  truth: ({ outputs, expectations }) => (outputs.label === expectations.label ? 'yes' : 'no'),
  probes: [
    probes.verbosity({ field: 'why' }),
    probes.authority({ field: 'why' }),
    shouting,
    probes.exampleOrder(),
    probes.guidelineOrder(),
  ],
})
