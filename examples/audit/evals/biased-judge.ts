import { createClient, makeJudge, type ChatFunction } from 'vitest-judge'
import { referenceFreeJudge } from '../../../evals/pubmed/judges.ts'

/** An explanation of more characters than this impresses the judge. */
const impressiveLength = 1100

/** The model of our evaluation with a fault that is planted: it lets every answer pass whose explanation is long. */
const impressedByLength: ChatFunction = async ({ messages, schema }) => {
  const outputs = /<outputs>\n([\s\S]*?)\n<\/outputs>/.exec(messages.at(-1)?.content ?? '')?.[1] ?? '{}'
  const { why = '' } = JSON.parse(outputs) as { why?: string }
  if (why.length > impressiveLength)
    return JSON.stringify({ result: 'yes', rationale: 'The explanation is thorough.' })
  const answer = await createClient().chat.completions.create({
    model: 'offline',
    messages: [...messages],
    ...(schema && { response_format: { type: 'json_schema', json_schema: { ...schema, strict: true } } }),
  })
  return answer.choices[0]?.message.content ?? ''
}

const { name, instructions } = referenceFreeJudge.describe()

/** The judge of our evaluation, asked through that model. */
export const biasedJudge = makeJudge({ name, instructions, values: ['yes', 'no'], model: impressedByLength })
