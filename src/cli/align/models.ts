import { VitestJudgeError, type EmbedderIdentity, type JudgeDefinition } from '../../contract/index.ts'
import { sameEmbedder, type StoredMemory } from '../../memory/index.ts'
import { chatModel, embedder, embedderFor, type ChatModel, type Embedder } from '../../model/index.ts'
import { count } from '../count.ts'

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
 * The embedder of a memory: `--embedding-model`, else the one that made it, whatever the environment names, else the
 * environment's. One that cannot be had fails when it is first asked, so that with nothing to embed no key is missed.
 *
 * @throws VitestJudgeError `no-model` when there is none
 */
export function memoryEmbedder(
  definition: JudgeDefinition,
  stored: StoredMemory | undefined,
  flag: string | undefined,
  root: string,
): Embedder {
  const own = stored?.memory.embedder
  if (flag !== undefined) {
    // A model that takes any length keeps the memory's, so that naming it once more changes nothing.
    const isOwn = own?.model === flag && !process.env['VITEST_JUDGE_EMBEDDING_DIMENSIONS']
    return embedder({ model: flag, root, ...(isOwn && { dimensions: own.dimensions }) })
  }
  if (stored === undefined || own === undefined)
    return embedder({
      root,
      ...(definition.model === 'offline' &&
        environmentsEmbedder() === undefined && { model: 'offline-lexical' }),
    })
  return (
    embedderFor(own, root) ?? {
      identity: own,
      embed: () => {
        throw new VitestJudgeError('no-model', {
          message: `The memory of ${definition.name} was made with ${own.model} at ${own.endpoint}, for which there is no key; vectors of two embedders are never mixed.`,
          hint: `Set OPENAI_API_KEY or VITEST_JUDGE_EMBEDDING_API_KEY; or embed its ${count(stored.memory.episodes.length, 'sample')} again with another: npx vitest-judge align --judge ${definition.name} --embedding-model ${otherThan(own)}.`,
        })
      },
    }
  )
}

/**
 * What is to be said of a memory's embedder before anything is embedded: that all is embedded again, and with how
 * many samples; or that the environment names another than the memory's, which goes on.
 */
export function embedderNotice(
  definition: JudgeDefinition,
  stored: StoredMemory | undefined,
  { identity }: Embedder,
  kept: number,
): string | undefined {
  const own = stored?.memory.embedder
  if (own === undefined) return undefined
  if (!sameEmbedder(own, identity)) {
    const change = own.model === identity.model ? `${describe(own)}, now ${describe(identity)}` : own.model
    return kept === 0
      ? undefined
      : `${count(kept, 'sample')} are embedded again with ${identity.model} (the memory was made with ${change})`
  }
  const named = environmentsEmbedder()
  if (named === undefined || [own.model, own.endpoint, own.endpoint.replace(/^module:/, '')].includes(named))
    return undefined
  return `the memory goes on with ${own.model}, though VITEST_JUDGE_EMBEDDING_MODEL is ${named}; to embed its ${count(stored?.memory.episodes.length ?? 0, 'sample')} again: align --judge ${definition.name} --embedding-model ${named}`
}

/** The embedder that the environment leads to where it is another, else a placeholder. */
function otherThan(own: EmbedderIdentity): string {
  const named = environmentsEmbedder()
  return named === undefined || named === own.model ? '<name>' : named
}

function environmentsEmbedder(): string | undefined {
  return process.env['VITEST_JUDGE_EMBEDDING_MODEL']?.trim() || undefined
}

function describe({ model, dimensions, endpoint }: EmbedderIdentity): string {
  return `${model} of ${dimensions} dimensions at ${endpoint}`
}
