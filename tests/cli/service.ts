import { completion, embeddings, type LoopbackRequest, type LoopbackResponse } from '../model/loopback.ts'

/** The key that no file and no output may hold. */
export const secret = 'sk-loopback-0123456789abcdef'

/** A request of the chat completions protocol, as far as the tests look. */
export interface ChatBody {
  model: string
  messages: { role: string; content: string }[]
  response_format: { type: string; json_schema: { name: string; strict: boolean; schema: object } }
}

/** A request of the embeddings protocol. */
export interface EmbeddingBody {
  model: string
  input: string[]
  dimensions: number
}

/** The variables that lead a project to a server. */
export function environment(url: string): Record<string, string> {
  return {
    OPENAI_BASE_URL: `${url}/v1`,
    OPENAI_API_KEY: secret,
    // What is asked is counted here; recordings have tests of their own.
    VITEST_JUDGE_RECORDINGS: 'off',
    VITEST_JUDGE_MODEL: 'loopback-judge',
    VITEST_JUDGE_EMBEDDING_MODEL: 'loopback-embedding',
    VITEST_JUDGE_EMBEDDING_DIMENSIONS: '8',
  }
}

/** What a chat request is for: `verdict`, `guidelines` or `rationale`; `embedding` for the other kind. */
export function purposeOf({ path, body }: LoopbackRequest): string {
  return path.endsWith('/embeddings') ? 'embedding' : (body as ChatBody).response_format.json_schema.name
}

/**
 * A model that lets everything pass until a guideline tells it that invoices are spam, writes that guideline when
 * it is shown records, and embeds a text by its letters.
 */
export function answer(request: LoopbackRequest): LoopbackResponse {
  const { messages, input } = request.body as ChatBody & EmbeddingBody
  const purpose = purposeOf(request)
  if (purpose === 'embedding') return embeddings(input.map(letters))
  const [system = '', user = ''] = messages.map(({ content }) => content)
  const say = (value: object) => completion(JSON.stringify(value))
  if (purpose === 'rationale') return say({ rationale: 'The mail asks to open a file.' })
  if (purpose === 'guidelines') {
    return say({
      guidelines: [{ guideline_text: 'A mail about an invoice is spam.', source_ids: ['1', '2', '3'] }],
    })
  }
  const sample = user.slice(user.lastIndexOf('<inputs>'))
  const wrong = system.includes('A mail about an invoice is spam.') && sample.includes('invoice')
  return say({ result: wrong ? 'no' : 'yes', rationale: 'By the rules.' })
}

function letters(text: string): number[] {
  const counts = Array.from({ length: 8 }, () => 1)
  for (const letter of text) counts[letter.charCodeAt(0) % 8]! += 1
  return counts
}
