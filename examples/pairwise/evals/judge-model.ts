import { createClient, defaultModel, type ChatFunction } from 'vitest-judge'

/** Two answers to one question, in the order in which the judge sees them. */
export interface Answers {
  first: string
  second: string
}

/** The same answers in each other's place. */
export function swapped({ first, second }: Answers): Answers {
  return { first: second, second: first }
}

const hasModel = Boolean(process.env['OPENAI_API_KEY'] ?? process.env['OPENAI_BASE_URL'])
const outputsBlock = /(?<=<outputs>\n)[\s\S]*(?=\n<\/outputs>)/

/** Asks once, as a judge does by itself: a model where there is a key, else the stand-in below. */
export const askOnce: ChatFunction = async (request, { signal }) => {
  const { messages, schema } = request
  if (!hasModel) return JSON.stringify(wordsInCommon(messages.at(-1)?.content ?? ''))
  const answer = await createClient().chat.completions.create(
    {
      model: defaultModel(),
      messages: [...messages],
      ...(schema && { response_format: { type: 'json_schema', json_schema: { ...schema, strict: true } } }),
    },
    { signal },
  )
  return answer.choices[0]?.message.content ?? ''
}

/** Asks twice, the answers in both orders: what is preferred in one order alone is a tie. */
export const askBothWays: ChatFunction = async (request, options) => {
  // What stands in an answer must not close its block.
  const turn = (block: string) => JSON.stringify(swapped(JSON.parse(block))).replaceAll('<', '\\u003c')
  const messages = request.messages.map((message) => ({
    ...message,
    content: message.content.replace(outputsBlock, turn),
  }))
  const [given, turned] = await Promise.all([
    askOnce(request, options).then(readAnswer),
    askOnce({ ...request, messages }, options).then(readAnswer),
  ])
  const turnedBack = turned.result === 'tie' ? 'tie' : turned.result === 'first' ? 'second' : 'first'
  if (given.result === turnedBack) return JSON.stringify(given)
  return JSON.stringify({
    result: 'tie',
    rationale: `It says ${given.result} in one order, and ${turned.result} in the other.`,
  })
}

type Answer = { result: string; rationale: string }

function readAnswer(answer: Awaited<ReturnType<ChatFunction>>): Answer {
  return JSON.parse(typeof answer === 'string' ? answer : answer.text) as Answer
}

/**
 * No language model: prefers the answer that has more words of the question, and, as many models do, the one in the
 * first place where there is nothing between them.
 */
function wordsInCommon(prompt: string): Answer {
  const wordsOf = (text: string) => new Set(text.toLowerCase().match(/\p{L}{4,}/gu))
  const question = wordsOf(/<inputs>\n([\s\S]*)\n<\/inputs>/.exec(prompt)?.[1] ?? '')
  const answers = JSON.parse(outputsBlock.exec(prompt)?.[0] ?? '{}') as Answers
  const shared = (answer: string) => [...wordsOf(answer)].filter((word) => question.has(word)).length
  const [first, second] = [shared(answers.first), shared(answers.second)]
  const rationale = `The first has ${first} words of the question, the second ${second}.`
  return { result: second > first ? 'second' : 'first', rationale }
}
