import type { EmbedderIdentity } from '../contract/index.ts'
import type { CallOptions } from './chat.ts'

/** Makes vectors of texts; its identity says which model, of which endpoint, at which length. */
export interface Embedder {
  readonly identity: EmbedderIdentity
  /**
   * One vector per text, in order, each of `identity.dimensions` finite numbers, of which some are not 0. `timeoutMs`
   * holds for each attempt of a call of up to 200 texts. Every failure ends as a `ModelCallError`.
   */
  embed(texts: readonly string[], options?: CallOptions): Promise<number[][]>
}
