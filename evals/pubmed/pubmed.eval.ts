import { aligned, evaluate, guidelines, loadRows, makeJudge } from 'vitest-judge'
import { z } from 'zod'
import { classifier, pubmedLabels } from './classify.ts'

const rows = await loadRows(new URL('./rows.jsonl', import.meta.url), {
  schema: z.object({
    id: z.string(),
    inputs: z.object({ text: z.string() }),
    expectations: z.object({ label: z.string() }),
    group: z.string(),
  }),
})
const classify = classifier(pubmedLabels)

const classification = guidelines({
  name: 'classification_guidelines',
  guidelines: [
    'A sentence on what the study aimed to determine, evaluate or compare must be labelled OBJECTIVE.',
    'A sentence on how patients were randomly assigned, recruited or followed must be labelled METHODS.',
    'A sentence on scores, percentages or differences between groups must be labelled RESULTS.',
    'A sentence on what the findings suggest for practice must be labelled CONCLUSIONS.',
  ],
})

const withExpectations = makeJudge({
  name: 'pubmed_classifier',
  instructions:
    'Evaluate if the label in {{ outputs }} appropriately classifies the sentence in {{ inputs }}, given the right answer in {{ expectations }}.',
  values: ['yes', 'no'],
})

const referenceFree = makeJudge({
  name: 'pubmed_reference_free',
  instructions: `Evaluate if the label in {{ outputs }} is right for the sentence in {{ inputs }}.
- BACKGROUND: a problem that remains unclear or is common
- OBJECTIVE: we aimed to find out whether
- METHODS: patients were randomised or recruited, and outcomes were measured
- RESULTS: scores improved or differed significantly (95% CI)
- CONCLUSIONS: the findings suggest that it may be of use`,
  values: ['yes', 'no'],
})

evaluate('PubMed classification', {
  rows,
  predict: ({ text }, { signal }) => classify(text, signal),
  truth: ({ outputs, expectations }) => (outputs.label === expectations.label ? 'yes' : 'no'),
  judges: [classification, withExpectations, aligned(withExpectations), referenceFree, aligned(referenceFree)],
})
