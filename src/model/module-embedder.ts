import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { z } from 'zod'
import { VitestJudgeError, type EmbedderIdentity } from '../contract/index.ts'
import { projectPath, toPath } from '../io/index.ts'
import type { Embedder } from './embedding.ts'
import { functionEmbedder, missingEmbedder } from './function-embedder.ts'

/**
 * An embedder of your own: the default export of a module in the project, which VITEST_JUDGE_EMBEDDING_MODEL or
 * `--embedding-model` names by its path, such as `./evals/embedder.js`.
 */
export interface EmbedderModule {
  /** Name and version. Another one means other vectors: a memory made with this one is then embedded again. */
  model: string
  dimensions: number
  /** One vector per text, in order. It is given at most 200 texts, and the signal that ends the call. */
  embed(
    texts: readonly string[],
    options: { signal: AbortSignal },
  ): Promise<readonly ArrayLike<number>[]> | readonly ArrayLike<number>[]
}

const moduleSchema = z.object({
  model: z.string().min(1),
  dimensions: z.int().positive(),
  embed: z.custom<EmbedderModule['embed']>((value) => typeof value === 'function', 'expected a function'),
})

const scheme = 'module:'
const textsPerCall = 200

/** True for the name of an embedding model that is the path of a module. */
export function isModulePath(name: string): boolean {
  return /^\.{0,2}\/|^file:/.test(name)
}

/**
 * The embedder of a module, which must lie below the project's root: memories name it by its path from there.
 *
 * @throws VitestJudgeError `invalid-options` when the module cannot be loaded, exports no embedder, or one of other
 * dimensions than those asked for
 */
export function moduleEmbedder(path: string, root: string, dimensions?: number): Embedder {
  const relative = projectPath(root, toPath(path))
  const loaded = loadModule(relative, root)
  if ('fault' in loaded) {
    throw new VitestJudgeError('invalid-options', {
      message: `The embedder ${path} cannot be used: ${loaded.fault}.`,
      hint: 'Write a module with: export default { model: "my-model-1", dimensions: 384, embed: async (texts) => vectors }.',
    })
  }
  if (dimensions !== undefined && dimensions !== loaded.dimensions) {
    throw new VitestJudgeError('invalid-options', {
      message: `The embedding dimensions are ${dimensions}; expected ${loaded.dimensions}, as the embedder ${path} has them.`,
      hint: 'Leave VITEST_JUDGE_EMBEDDING_DIMENSIONS out.',
    })
  }
  return embedderOf(loaded, `${scheme}./${relative}`)
}

/**
 * The module that made a memory, found again from the project's root; undefined for the endpoint of anything else.
 * One that is not there, or is another by now, fails with `no-embedder`.
 */
export function moduleEmbedderFor(identity: EmbedderIdentity, root: string): Embedder | undefined {
  const { model, dimensions, endpoint } = identity
  if (!endpoint.startsWith(scheme)) return undefined
  const path = endpoint.slice(scheme.length)
  const loaded = loadModule(projectPath(root, path), root)
  if ('fault' in loaded) return missingEmbedder(identity, `the memory was made with ${path}: ${loaded.fault}`)
  if (loaded.model === model && loaded.dimensions === dimensions) return embedderOf(loaded, endpoint)
  return missingEmbedder(
    identity,
    `the memory was made with ${model} (${dimensions} dimensions) of ${path}, which is ${loaded.model} (${loaded.dimensions} dimensions) now`,
  )
}

function embedderOf(module: EmbedderModule, endpoint: string): Embedder {
  const { model, dimensions } = module
  return functionEmbedder({
    identity: { model, dimensions, endpoint },
    textsPerCall,
    embed: (texts, options) => module.embed(texts, options),
  })
}

function loadModule(relative: string, root: string): EmbedderModule | { fault: string } {
  if (relative === '..' || relative.startsWith('../') || /^([a-z]:|\/)/i.test(relative))
    return { fault: `it lies outside the project's root ${root}` }
  try {
    const path = resolve(root, relative)
    const loaded = createRequire(path)(path) as { default?: unknown }
    const exported = loaded.default ?? loaded
    const parsed = moduleSchema.safeParse(exported)
    if (parsed.success) return exported as EmbedderModule
    const [issue] = parsed.error.issues
    return {
      fault: `its default export is no embedder: at ${issue?.path.join('.') || 'its top'}, ${issue?.message}`,
    }
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return { fault: `it cannot be loaded: ${detail}` }
  }
}
