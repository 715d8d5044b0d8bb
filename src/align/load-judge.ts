import { dirname, join, resolve } from 'node:path'
import { refuseUnknownKeys, VitestJudgeError, type Memory } from '../contract/index.ts'
import { exists, namesIn, toPath } from '../io/index.ts'
import { rebuildJudge } from '../judge/index.ts'
import {
  loadMemory,
  loadVersion,
  sameEmbedder,
  type StoredMemory,
  type VectorTable,
} from '../memory/index.ts'
import { embedderFor, type ModelSpec } from '../model/index.ts'
import { alignedForm, type AlignedJudge } from './aligned-form.ts'
import { embedEpisodes } from './embed-episodes.ts'
import { openStored, refuseUnknownEngine } from './judge-with-memory.ts'

/** Options of `loadJudge`. */
export interface LoadJudgeOptions {
  /** The id of an earlier version of the memory, or a beginning of it that fits one version alone; default: the present one. */
  version?: string
  /** The model that judges; default: the one the memory names, with the key of the environment. */
  model?: ModelSpec
  /** Which engine finds the examples; default HNSW, with the exact scan where it cannot be had. */
  engine?: 'hnsw' | 'exact'
}

const knownOptions = Object.keys({
  version: true,
  model: true,
  engine: true,
} satisfies Record<keyof LoadJudgeOptions, true>)

/**
 * The aligned judge that a folder with a `memory.json` holds, from that file alone: for a service or a script, where
 * no eval file is at hand and Vitest may not be installed. It gives the verdicts of `aligned(judge)`. The memory is
 * opened here, once: the judge stays as it is when the file changes later, and each call costs an embedding, a search
 * and the model's answer. Of an earlier version, vectors that are no longer stored are made anew by its embedder.
 *
 * @param folder a path, relative to the working directory, or a `file:` URL, for example `evals/mail/memory/polite`
 * @throws VitestJudgeError `missing-file` where there is no memory, `damaged-file` where it cannot be read,
 *   `unknown-version` where no version or several fit, `unknown-judge` when its model was a function and no other is
 *   given, `no-model` when the embedder of a version cannot be had, `model-failed` when it fails
 */
export async function loadJudge(folder: string | URL, options: LoadJudgeOptions = {}): Promise<AlignedJudge> {
  const { version, model, engine } = options
  const path = resolve(toPath(folder))
  refuseUnknownKeys(`loadJudge(${JSON.stringify(path)})`, options, knownOptions)
  refuseUnknownEngine(`loadJudge(${JSON.stringify(path)})`, engine)
  const stored = version === undefined ? await loadMemory(path) : await storedVersion(path, version)
  if (stored === undefined) throw await noMemory(path)
  const { judge } = stored.memory
  if (model === undefined && judge.model.startsWith('function:')) {
    throw new VitestJudgeError('unknown-judge', {
      message: `The judge ${judge.name} was made with a function in place of a model (${judge.model}), which no file holds; expected a model.`,
      hint: `Give one: loadJudge(${JSON.stringify(path)}, { model: 'gpt-5-mini' }), or the function.`,
    })
  }
  const opened = await openStored(stored, engine, version === undefined ? path : undefined)
  return alignedForm(rebuildJudge(judge, model), { folder: () => path, open: async () => opened })
}

async function storedVersion(folder: string, id: string): Promise<StoredMemory> {
  const { memory } = await loadVersion(folder, id)
  const { table: present } = (await loadMemory(folder)) ?? {}
  const identity = memory.embedder
  const kept =
    present !== undefined && sameEmbedder(present.identity, identity)
      ? present
      : { identity, vectors: new Map<string, Float32Array>() }
  if (missingIn(kept, memory).length === 0) return { memory, table: kept, missing: [] }
  const { table } = await embedEpisodes(kept, memory.episodes, requiredEmbedder(memory))
  return { memory, table, missing: missingIn(table, memory) }
}

function missingIn({ vectors }: VectorTable, { episodes }: Memory): string[] {
  return [...new Set(episodes.map(({ vector }) => vector))].filter((hash) => !vectors.has(hash)).toSorted()
}

function requiredEmbedder({ judge, embedder: identity }: Memory) {
  const embedder = embedderFor(identity)
  if (embedder !== undefined) return embedder
  throw new VitestJudgeError('no-model', {
    message: `This version of the memory of ${judge.name} was made with ${identity.model} at ${identity.endpoint}, for which there is no key; its vectors have to be made anew.`,
    hint: 'Set OPENAI_API_KEY or VITEST_JUDGE_EMBEDDING_API_KEY.',
  })
}

async function noMemory(folder: string): Promise<VitestJudgeError> {
  const found: string[] = []
  for (const name of await namesIn(folder))
    if (await exists(join(folder, name, 'memory.json'))) found.push(name)
  return new VitestJudgeError('missing-file', {
    message: `${join(folder, 'memory.json')} does not exist; expected the folder of one judge's memory${found.length === 0 ? '' : `, such as ${found.join(' or ')} in ${folder}`}.`,
    hint:
      found[0] === undefined
        ? `Make it: npx vitest-judge align; it then lies in memory/<judge> beside the eval file (${dirname(folder)}).`
        : `Write loadJudge(${JSON.stringify(join(folder, found[0]))}).`,
  })
}
