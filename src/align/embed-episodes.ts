import { VitestJudgeError, type EmbedderIdentity, type Episode } from '../contract/index.ts'
import { embeddedText, sameEmbedder, type EmbeddedSides, type VectorTable } from '../memory/index.ts'
import { ModelCallError, type Embedder } from '../model/index.ts'
import { isAboutTheText } from './refused-text.ts'

/** How many texts are embedded at once: as many as the embedder sends in one call. */
const textsPerBatch = 200

/** After so many refusals and not one vector, the service is at fault and not the texts. */
const mostRefusals = 8

/** What is embedded: the sides of a sample, and the hash of their text. */
export type Embeddable = EmbeddedSides & Pick<Episode, 'vector'>

/** The vectors of episodes, and the texts that have none. */
export interface EmbeddedEpisodes {
  table: VectorTable
  /** Why a text could not be embedded, by its hash. */
  refused: Map<string, string>
}

/** The texts of episodes that a table of vectors does not have, by their hashes in order. */
export function textsToEmbed(
  known: VectorTable | undefined,
  episodes: readonly Embeddable[],
  identity: EmbedderIdentity,
): Map<string, string> {
  const reusable = reusableVectors(known, identity)
  const missing = new Map(
    episodes.flatMap((episode) => (reusable.has(episode.vector) ? [] : [[episode.vector, episode]])),
  )
  return new Map(
    [...missing.keys()].toSorted().map((hash) => [hash, embeddedText(missing.get(hash) as Embeddable)]),
  )
}

/**
 * Embeds the episodes that a table has no vector of. Where a service refuses a batch because of a text in it, the
 * batch is halved until that text is found, and the others are embedded.
 *
 * @throws VitestJudgeError `model-failed` when the service cannot be had, or refuses every one of several texts
 */
export async function embedEpisodes(
  known: VectorTable | undefined,
  episodes: readonly Embeddable[],
  embedder: Embedder,
): Promise<EmbeddedEpisodes> {
  const { identity } = embedder
  const reusable = reusableVectors(known, identity)
  const vectors = new Map<string, Float32Array>()
  for (const { vector } of episodes) {
    const before = reusable.get(vector)
    if (before !== undefined) vectors.set(vector, before)
  }
  const refused = new Map<string, string>()
  const wanted = [...textsToEmbed(known, episodes, identity)]
  for (const [hash, text] of wanted) if (text.trim() === '') refused.set(hash, 'there is no text to embed')
  const texts = wanted.filter(([hash]) => !refused.has(hash))
  let [made, unmade] = [0, 0]
  const refuse = (hash: string, error: ModelCallError) => {
    refused.set(hash, `${error.reason}: ${error.detail}`)
    unmade++
    if (made === 0 && texts.length > 1 && unmade >= Math.min(mostRefusals, texts.length))
      throw embeddingFailed(texts.length, embedder, error)
  }
  const embed = async (batch: readonly [hash: string, text: string][]): Promise<void> => {
    try {
      const found = await embedder.embed(batch.map(([, text]) => text))
      for (const [index, [hash]] of batch.entries()) vectors.set(hash, Float32Array.from(found[index] ?? []))
      made += batch.length
    } catch (error) {
      if (!(error instanceof ModelCallError)) throw error
      const [first, ...others] = batch
      if (first === undefined || !isAboutOne(error, identity))
        throw embeddingFailed(texts.length, embedder, error)
      if (others.length === 0) return refuse(first[0], error)
      const middle = Math.ceil(batch.length / 2)
      await embed(batch.slice(0, middle))
      await embed(batch.slice(middle))
    }
  }
  for (let start = 0; start < texts.length; start += textsPerBatch)
    await embed(texts.slice(start, start + textsPerBatch))
  return { table: { identity, vectors }, refused }
}

/** True where another text may well be embedded. A function may throw because of one text: it costs little to find out. */
function isAboutOne(error: ModelCallError, { endpoint }: EmbedderIdentity): boolean {
  const isOfFunction = error.reason === 'provider-error' && endpoint.startsWith('module:')
  return isOfFunction || isAboutTheText(error) || isAboutItsVector(error)
}

/** True where one vector of an answer has an element that is no number, or nothing but zeros. */
function isAboutItsVector({ reason, detail }: ModelCallError): boolean {
  return reason === 'malformed' && /^(expected element \d+|every element) of vector /.test(detail)
}

function embeddingFailed(count: number, { identity }: Embedder, error: ModelCallError): VitestJudgeError {
  return new VitestJudgeError('model-failed', {
    message: `Embedding ${count} samples with ${identity.model} failed (${error.reason}: ${error.detail}). The memory stays as it was.`,
    hint: 'Check VITEST_JUDGE_EMBEDDING_MODEL, _BASE_URL and _API_KEY, then run npx vitest-judge align again; or embed all samples with another model: --embedding-model <name>.',
    cause: error,
  })
}

function reusableVectors(
  known: VectorTable | undefined,
  identity: EmbedderIdentity,
): ReadonlyMap<string, Float32Array> {
  return known !== undefined && sameEmbedder(known.identity, identity) ? known.vectors : new Map()
}
