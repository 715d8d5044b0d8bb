/** What the files of the example depend on. */
export interface ExampleOptions {
  isTypeScript: boolean
  /** True where `.js` files are ES modules. */
  isModule: boolean
  /** True where the configuration sets an environment, such as a browser's, in which models are not to be asked. */
  needsNode: boolean
}

/** The folder of the example. */
const folder = 'evals/support'

/** Questions to a support desk, with what a person said of the answers. Three may teach, two measure. */
const rows = [
  { id: 'refund', question: 'When do I get my refund?', helpful: 'yes' },
  { id: 'sign-in', question: 'I cannot sign in, my password is gone.', helpful: 'yes' },
  { id: 'delivery', question: 'Where is my parcel?', helpful: 'no' },
  { id: 'invoice', question: 'My invoice shows the wrong name.', helpful: 'no' },
  { id: 'cancel', question: 'How do I cancel my plan?', helpful: 'no' },
]

/**
 * The files of the example, by their paths, in the order in which they are to be written: five rows, and an evaluation
 * of them with a judge and its aligned form.
 */
export function exampleFiles(options: ExampleOptions): Record<string, string> {
  return {
    [`${folder}/rows.jsonl`]: rows
      .map(({ id, question, helpful }) =>
        JSON.stringify({ id, inputs: { question }, expectations: { helpful } }),
      )
      .map((line) => `${line}\n`)
      .join(''),
    [examplePath(options)]: evaluation(options),
  }
}

/** Where the evaluation of the example stands: in a file that is an ES module, whatever the package says. */
export function examplePath({ isTypeScript, isModule }: ExampleOptions): string {
  return `${folder}/support.eval.${isModule ? '' : 'm'}${isTypeScript ? 'ts' : 'js'}`
}

function evaluation({ isTypeScript, needsNode }: ExampleOptions): string {
  const [question, schema] = isTypeScript ? ['question: string', ', { schema }'] : ['question', '']
  return `${needsNode ? '// @vitest-environment node\n' : ''}import { aligned, evaluate, loadRows, makeJudge } from 'vitest-judge'
${isTypeScript ? typedRows : ''}
/** The system under test. Put a call of your own here. */
async function answer(${question}) {
  if (/refund/i.test(question)) return 'Your money left us today, and is with you within three days.'
  if (/password/i.test(question)) return 'Choose "Forgot password" where you sign in: we send you a link.'
  return 'Please look into our help pages.'
}

/** The judge. Like any judge in production, it is not shown the right answer. */
const helpful = makeJudge({
  name: 'helpful',
  instructions: 'Does {{ outputs }} help the customer who wrote {{ inputs }}?',
  values: ['yes', 'no'],
})

evaluate('Support answers', {
  rows: await loadRows(new URL('./rows.jsonl', import.meta.url)${schema}),
  predict: ({ question }) => answer(question),
  // What a person said of the answer; of rows without it, what \`vitest-judge feedback\` is told.
  truth: ({ expectations }) => expectations?.helpful,
  judges: [helpful, aligned(helpful)],
})
`
}

const typedRows = `import { z } from 'zod'

/** What a line of rows.jsonl holds. */
const schema = z.object({
  id: z.string(),
  inputs: z.object({ question: z.string() }),
  expectations: z.object({ helpful: z.enum(['yes', 'no']) }).optional(),
})
`
