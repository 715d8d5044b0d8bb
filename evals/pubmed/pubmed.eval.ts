import { aligned, evaluate } from 'vitest-judge'
import './audit.ts'
import { labelMeanings, name, rows } from './data.ts'
import { classificationGuidelines, classifierJudge, referenceFreeJudge } from './judges.ts'
import { sentenceClassifier } from './system.ts'

const classify = sentenceClassifier(labelMeanings)

evaluate(name === 'pubmed' ? 'PubMed classification' : name, {
  rows,
  predict: ({ text }, { signal }) => classify(text, signal),
  truth: ({ outputs, expectations }) => (outputs.label === expectations.label ? 'yes' : 'no'),
  judges: [
    classificationGuidelines,
    classifierJudge,
    aligned(classifierJudge),
    referenceFreeJudge,
    aligned(referenceFreeJudge),
  ],
})
