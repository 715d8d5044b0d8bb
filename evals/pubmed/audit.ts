import { aligned, audit, probes } from 'vitest-judge'
import { labelMeanings, rows } from './data.ts'
import { referenceFreeJudge } from './judges.ts'
import { sentenceClassifier } from './system.ts'

const classify = sentenceClassifier(labelMeanings)

// An audit asks five times of each row here: not in every run, but with PUBMED_AUDIT=1. The calibration keeps it.
if (process.env['PUBMED_AUDIT'] === '1') {
  audit(aligned(referenceFreeJudge), {
    rows,
    predict: ({ text }, { signal }) => classify(text, signal),
    truth: ({ outputs, expectations }) => (outputs.label === expectations.label ? 'yes' : 'no'),
    probes: [probes.exampleOrder(), probes.guidelineOrder(), probes.nearestExample()],
  })
}
