import { VitestJudgeError, type JudgeDefinition } from '../contract/index.ts'
import type { StoredMemory } from '../memory/index.ts'
import { chatModel, embedder, embedderFor, type ChatModel, type Embedder } from '../model/index.ts'

/** A model that is looked up when it is first needed: with nothing to do, no key is missed. */
export function lazyChatModel(find: () => ChatModel): ChatModel {
  let found: ChatModel | undefined
  const model = () => (found ??= find())
  return {
    get name() {
      return model().name
    },
    get endpoint() {
      return model().endpoint
    },
    chat: (request, options) => model().chat(request, options),
  }
}

/**
 * The model that distils and writes rationales: `--model`, else the reflection model of the environment, else
 * the judge's own at the endpoint that the run names. A key is only sent to the endpoint it is configured for.
 */
export function reflectionModel(definition: JudgeDefinition, flag: string | undefined): ChatModel {
  const { model, baseURL } = definition
  const { VITEST_JUDGE_REFLECTION_MODEL, VITEST_JUDGE_REFLECTION_BASE_URL, OPENAI_BASE_URL } = process.env
  if (flag !== undefined) return chatModel(flag, 'reflection')
  if (model === 'offline') return chatModel('offline', 'reflection')
  if (VITEST_JUDGE_REFLECTION_MODEL) return chatModel(undefined, 'reflection')
  const configured = VITEST_JUDGE_REFLECTION_BASE_URL ?? OPENAI_BASE_URL ?? openAIEndpoint
  if (VITEST_JUDGE_REFLECTION_BASE_URL || baseURL === undefined || sameEndpoint(baseURL, configured)) {
    return chatModel(model, 'reflection')
  }
  return chatModel({ model, baseURL, apiKey: 'unused' }, 'reflection')
}

const openAIEndpoint = 'https://api.openai.com/v1'

function sameEndpoint(left: string, right: string): boolean {
  return left.replace(/\/+$/, '') === right.replace(/\/+$/, '')
}

/**
 * The embedder of a memory: `--embedding-model`, else the one that made it, else the environment's.
 *
 * @throws VitestJudgeError `no-model` when it cannot be had
 */
export function memoryEmbedder(
  definition: JudgeDefinition,
  stored: StoredMemory | undefined,
  flag: string | undefined,
): Embedder {
  if (flag !== undefined) return embedder({ model: flag })
  if (stored === undefined)
    return embedder(definition.model === 'offline' ? { model: 'offline-lexical' } : {})
  const { embedder: identity } = stored.memory
  const own = embedderFor(identity)
  if (own !== undefined) return own
  return {
    identity,
    embed: () => {
      throw new VitestJudgeError('no-model', {
        message: `The memory of ${definition.name} was made with ${identity.model} at ${identity.endpoint}, for which there is no key.`,
        hint: 'Set OPENAI_API_KEY or VITEST_JUDGE_EMBEDDING_API_KEY, or embed anew with another: --embedding-model <name>.',
      })
    },
  }
}
