import { guidelines, makeJudge } from 'vitest-judge'
import { labelHints, name } from './data.ts'

/** MLflow's built-in kind: does the answer meet each guideline? */
export const classificationGuidelines = guidelines({
  name: name === 'pubmed' ? 'classification_guidelines' : `${name}_guidelines`,
  guidelines: [
    'A sentence in which the authors aimed, sought or intended something must be labelled OBJECTIVE.',
    'A sentence in which patients were assigned, recruited or randomised must be labelled METHODS.',
    'A sentence with a confidence interval or a significant difference must be labelled RESULTS.',
    'A sentence that suggests or recommends something must be labelled CONCLUSIONS.',
  ],
})

/** The notebook's custom judge: it is shown the right answer, which makes its work easy. */
export const classifierJudge = makeJudge({
  name: `${name}_classifier`,
  instructions:
    'Evaluate if the label in {{ outputs }} appropriately classifies the sentence in {{ inputs }}, given the right answer in {{ expectations }}.',
  values: ['yes', 'no'],
})

/** What production needs: a judge that is not shown the right answer. */
export const referenceFreeJudge = makeJudge({
  name: `${name}_reference_free`,
  instructions: `Evaluate if the label in {{ outputs }} is right for the sentence in {{ inputs }}.\n${labelHints}`,
  values: ['yes', 'no'],
})
