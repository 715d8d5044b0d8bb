import type { UnscoredReason } from '../../src/contract/index.ts'
import { body, verdict, type Fault } from './fault-server.ts'
import { completion, embeddings, type LoopbackResponse } from './loopback.ts'

function answer(
  name: string,
  response: LoopbackResponse,
  reason: UnscoredReason,
  detail: string,
  asked = 1,
): Fault {
  return { name, answers: () => [response], asked, reason, detail: () => detail }
}

const toolCall = {
  id: 'call_1',
  type: 'function',
  function: { name: 'verdict', arguments: '{"result":"yes"}' },
}
const yes = JSON.stringify({ result: 'yes', rationale: 'So it is.' })
const oneObject = 'expected one JSON object, received: '

/** Answers of a chat model that are no verdict. */
export const answerFaults: readonly Fault[] = [
  answer(
    'no choices',
    { json: { choices: [] } },
    'malformed',
    'expected a chat completion, got {"choices":[]}',
  ),
  answer(
    'an answer cut off',
    completion(yes.slice(0, 9), { finish_reason: 'length' }),
    'truncated',
    'cut off at the token limit after 9 characters',
  ),
  answer(
    'a whole verdict that says it was cut off',
    completion(yes, { finish_reason: 'length' }),
    'truncated',
    `cut off at the token limit after ${yes.length} characters`,
  ),
  answer(
    'a content filter',
    completion(yes, { finish_reason: 'content_filter' }),
    'refused',
    'stopped by the content filter',
  ),
  answer('a refusal', completion(null, { refusal: 'I cannot help.' }), 'refused', 'I cannot help.'),
  answer('a refusal beside a verdict', completion(yes, { refusal: 'I cannot.' }), 'refused', 'I cannot.'),
  answer(
    'a tool call in place of a text',
    {
      json: {
        choices: [
          {
            finish_reason: 'tool_calls',
            message: { role: 'assistant', content: null, tool_calls: [toolCall] },
          },
        ],
      },
    },
    'malformed',
    'the answer is empty',
  ),
  answer('an empty answer', completion(' \n'), 'malformed', 'the answer is empty'),
  answer('a text', completion('Yes, it is.'), 'malformed', `${oneObject}Yes, it is.`),
  answer('JSON after a text', completion(`It is: ${yes}`), 'malformed', `${oneObject}It is: ${yes}`, 2),
  answer(
    'JSON in a fence after a text',
    completion(`It is:\n\`\`\`json\n${yes}\n\`\`\``),
    'malformed',
    `${oneObject}It is:\n\`\`\`json\n${yes}\n\`\`\``,
    2,
  ),
  answer('two JSON objects', completion(`${yes}\n${yes}`), 'malformed', `${oneObject}${yes}\n${yes}`, 2),
  answer('a list', completion(`[${yes}]`), 'malformed', `${oneObject}[${yes}]`, 2),
  answer(
    'another field',
    completion('{"verdict":"yes"}'),
    'malformed',
    'expected the field "result", received: {"verdict":"yes"}',
  ),
  answer(
    'a value of another type',
    verdict({ result: 1 }),
    'not-allowed',
    'expected one of "yes", "no", received: 1',
  ),
  answer(
    'a list of values',
    verdict({ result: ['yes'] }),
    'not-allowed',
    'expected one of "yes", "no", received: ["yes"]',
  ),
  answer(
    'a value not in the set',
    verdict({ result: 'maybe' }),
    'not-allowed',
    'expected one of "yes", "no", received: "maybe"',
  ),
  answer(
    'a million braces',
    completion('{'.repeat(1e6)),
    'malformed',
    `${oneObject}${'{'.repeat(299 - oneObject.length)}…`,
  ),
  answer(
    'a fence with half a million empty lines',
    completion(`\`\`\`json${'\n'.repeat(5e5)}-`),
    'malformed',
    `${oneObject}\`\`\`json${'\n'.repeat(292 - oneObject.length)}…`,
  ),
  answer(
    'a value that is nested without end',
    completion(`{"result":${'['.repeat(1e5)}${']'.repeat(1e5)}}`),
    'malformed',
    'the answer cannot be read: Maximum call stack size exceeded',
  ),
  answer(
    'ten megabytes of a verdict',
    verdict({ rationale: 'x'.repeat(1e7) }),
    'malformed',
    'the answer has 10000031 characters, expected at most 1000000',
  ),
]

/** Vectors that are not as they were asked for. */
export const vectorFaults: readonly Fault[] = [
  answer(
    'of another length',
    embeddings([
      [1, 0],
      [0, 1, 0],
    ]),
    'malformed',
    'vector 1 has 3 elements, expected 2; VITEST_JUDGE_EMBEDDING_DIMENSIONS=3 fits this model',
  ),
  answer(
    'with null in them',
    embeddings([
      [1, 0],
      [null, 1],
    ]),
    'malformed',
    'expected element 0 of vector 1 to be a finite number, got null',
  ),
  answer(
    'with NaN in them',
    body('{"data":[{"index":0,"embedding":[NaN,0]},{"index":1,"embedding":[0,1]}]}'),
    'malformed',
    'the response is not JSON',
  ),
  answer(
    'with numbers beyond all bounds',
    body('{"data":[{"index":0,"embedding":[1e999,0]},{"index":1,"embedding":[0,1]}]}'),
    'malformed',
    'expected element 0 of vector 0 to be a finite number, got null',
  ),
  answer('fewer than asked for', embeddings([[1, 0]]), 'malformed', 'got 1 vectors, expected 2'),
  answer(
    'with an index twice',
    {
      json: {
        data: [
          { index: 0, embedding: [1, 0] },
          { index: 0, embedding: [0, 1] },
        ],
      },
    },
    'malformed',
    'no vector has index 1, expected 0 to 1 once each',
  ),
]
