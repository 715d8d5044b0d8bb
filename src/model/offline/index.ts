import type { JsonObject } from '../../contract/index.ts'
import { answer, type OfflinePrompt } from './answer.ts'
import { lexicalVector, offlineDimensions } from './embed.ts'

interface ChatBody {
  messages: { role: string; content: string }[]
  response_format?: { json_schema?: { name: string; schema: JsonObject } }
}

interface EmbeddingBody {
  input: string | string[]
  dimensions?: number
}

/**
 * A `fetch` that answers chat and embedding requests of the OpenAI protocol in process: a deterministic stand-in
 * that decides from the evidence in the prompt alone, and lexical hashed embeddings. It is no language model.
 */
export const offlineFetch: typeof fetch = async (input, init) => {
  const path = new URL(input instanceof Request ? input.url : input).pathname
  const body: unknown = JSON.parse(String(init?.body ?? '{}'))
  if (path.endsWith('/chat/completions')) return Response.json(chatCompletion(body as ChatBody))
  if (path.endsWith('/embeddings')) return Response.json(embeddings(body as EmbeddingBody))
  return Response.json(
    { error: { message: `The offline stand-in does not serve ${path}.` } },
    { status: 404 },
  )
}

function chatCompletion({ messages, response_format }: ChatBody) {
  const of = (role: string) =>
    messages.filter((message) => message.role === role).map(({ content }) => content)
  const schema = response_format?.json_schema
  const prompt: OfflinePrompt = {
    system: of('system').join('\n'),
    user: of('user').join('\n'),
    ...(schema === undefined ? {} : { schemaName: schema.name, schema: schema.schema }),
  }
  const content = answer(prompt)
  const tokens = (text: string) => Math.ceil(text.length / 4)
  const usage = {
    prompt_tokens: tokens(prompt.system) + tokens(prompt.user),
    completion_tokens: tokens(content),
  }
  return {
    id: 'offline',
    object: 'chat.completion',
    created: 0,
    model: 'offline',
    choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, finish_reason: 'stop' }],
    usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
  }
}

function embeddings({ input, dimensions = offlineDimensions }: EmbeddingBody) {
  const texts = Array.isArray(input) ? input : [input]
  return {
    object: 'list',
    model: 'offline-lexical',
    data: texts.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: lexicalVector(text, dimensions),
    })),
    usage: { prompt_tokens: 0, total_tokens: 0 },
  }
}
