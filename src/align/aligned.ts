import { join, resolve } from 'node:path'
import { refuseUnknownKeys, VitestJudgeError, type JudgeDefinition, type Memory } from '../contract/index.ts'
import { contentHash, fileStamp, toPath } from '../io/index.ts'
import type { Judge, JudgeContext } from '../judge/index.ts'
import { loadMemory } from '../memory/index.ts'
import { alignedForm, isAligned, type AlignedJudge } from './aligned-form.ts'
import { openStored, refuseUnknownEngine, type OpenMemory } from './judge-with-memory.ts'

/** Options of `aligned`. */
export interface AlignedOptions {
  /** The folder that holds `<judge>/memory.json`; default the folder `memory` beside the eval file. */
  memory?: string | URL
  /** Which engine finds the examples; default HNSW, with the exact scan where it cannot be had. */
  engine?: 'hnsw' | 'exact'
}

const opened = new Map<string, { stamp: string; memory: Promise<OpenMemory | undefined> }>()

/**
 * The judge with its memory: guidelines distilled from feedback, and the earlier samples most like the one being
 * judged. Until `align` has made a memory, it is not asked.
 *
 * @throws VitestJudgeError `invalid-judge` when the judge is already aligned
 */
export function aligned(base: Judge, options: AlignedOptions = {}): AlignedJudge {
  if (isAligned(base)) {
    throw new VitestJudgeError('invalid-judge', {
      message: `aligned() was given ${base.id}, which is aligned already; expected the plain judge.`,
      hint: 'Write aligned(judge) with the judge that makeJudge or guidelines returned.',
    })
  }
  refuseUnknownKeys(`aligned(${base.id})`, options, ['memory', 'engine'])
  refuseUnknownEngine(`aligned(${base.id})`, options.engine)
  const folder = (context: JudgeContext) => memoryFolder(base.name, options, context)
  const open = async (context: JudgeContext) => {
    const memory = await openMemory(folder(context), options.engine)
    if (memory !== undefined) checkOwner(folder(context), base.describe(), memory.memory)
    return memory
  }
  return alignedForm(base, { folder, open })
}

function checkOwner(folder: string, now: JudgeDefinition, { judge: then }: Memory): void {
  const same =
    now.name === then.name &&
    now.kind === then.kind &&
    contentHash(now.valueType) === contentHash(then.valueType)
  if (same) return
  throw new VitestJudgeError('memory-conflict', {
    message: `The memory ${folder} belongs to ${then.name} with ${JSON.stringify(then.valueType)}; the judge ${now.name} has ${JSON.stringify(now.valueType)}.`,
    hint: 'A judge with other values needs a memory of its own: rename it, or remove the folder and align anew.',
  })
}

function memoryFolder(name: string, { memory }: AlignedOptions, { evalFolder, root }: JudgeContext): string {
  if (memory !== undefined) return join(resolve(root ?? process.cwd(), toPath(memory)), name)
  if (evalFolder !== undefined) return join(evalFolder, 'memory', name)
  throw new VitestJudgeError('no-memory-folder', {
    message: `aligned(${name}) is used outside an eval file and was given no folder for its memory.`,
    hint: `Write aligned(judge, { memory: new URL('./memory', import.meta.url) }).`,
  })
}

/** Opens a memory once per process and again when its file changes. */
async function openMemory(
  folder: string,
  engine: 'hnsw' | 'exact' | undefined,
): Promise<OpenMemory | undefined> {
  const stamp = await fileStamp(join(folder, 'memory.json'))
  const key = `${folder}\0${engine ?? ''}`
  const known = opened.get(key)
  if (known?.stamp === stamp) return known.memory
  const memory = loadMemory(folder).then((stored) => stored && openStored(stored, engine, folder))
  opened.set(key, { stamp, memory })
  return memory
}
