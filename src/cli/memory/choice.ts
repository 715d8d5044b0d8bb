import { basename, dirname, resolve } from 'node:path'
import { VitestJudgeError } from '../../contract/index.ts'
import { exists, findFiles, projectPath } from '../../io/index.ts'
import type { CommandContext } from '../context.ts'
import { findMemories } from '../find-memories.ts'

/** Which memory a command is about. */
export interface MemoryFlags {
  judge?: string
  memory?: string
  json?: boolean
}

/** A memory that a command works on. */
export interface ChosenMemory {
  /** The judge's name, as its folder is called. */
  judge: string
  /** Absolute path of the folder that holds `memory.json`. */
  folder: string
  /** The same, relative to the root. */
  shown: string
}

/**
 * The memories below the root, by path, or those that `--judge` or `--memory` names: one that is damaged, and one of
 * which versions alone are left, are there too.
 *
 * @throws VitestJudgeError `missing-file` where there is none in the folder that `--memory` names, `unknown-judge`
 *   where `--judge` names none
 */
export async function findChosen(
  { judge, memory }: MemoryFlags,
  { root }: CommandContext,
): Promise<ChosenMemory[]> {
  if (memory !== undefined) {
    const folder = resolve(root, memory.replace(/(?:^|\/)memory\.json$/, '') || '.')
    const isThere = (await exists(`${folder}/memory.json`)) || (await exists(`${folder}/versions`))
    if (isThere) return [chosen(root, folder)]
    const found = (await allFolders(root)).map((each) => projectPath(root, each))
    throw new VitestJudgeError('missing-file', {
      message: `There is no memory in ${projectPath(root, folder)}; expected the folder of one: ${found.join(', ') || 'none is here'}.`,
      hint:
        found[0] === undefined ? makeOne : `Name the folder that holds memory.json: --memory ${found[0]}.`,
    })
  }
  const all = (await allFolders(root)).map((folder) => chosen(root, folder))
  if (judge === undefined) return all
  const name = judge.replace(/@aligned$/, '')
  const named = all.filter((each) => each.judge === name)
  if (named.length > 0) return named
  throw new VitestJudgeError('unknown-judge', {
    message: `The judge ${name} has no memory here; those that have: ${[...new Set(all.map((each) => each.judge))].join(', ') || 'none'}.`,
    hint: `Correct --judge, or make one: npx vitest-judge align --judge ${name}.`,
  })
}

/**
 * The one memory that a command is about.
 *
 * @throws VitestJudgeError `missing-file` where there is none, `invalid-usage` where several fit, naming them, and as
 *   `findChosen`
 */
export async function chooseMemory(flags: MemoryFlags, context: CommandContext): Promise<ChosenMemory> {
  const found = await findChosen(flags, context)
  const [first] = found
  if (first === undefined) throw noMemory()
  if (found.length === 1) return first
  throw new VitestJudgeError('invalid-usage', {
    message: `There are several memories: ${found.map(({ shown }) => shown).join(', ')}; expected one.`,
    hint: `Say which: --memory ${first.shown}.`,
  })
}

const makeOne = 'Make one: npx vitest run evals, then npx vitest-judge align.'

/** The error where versions alone are left of a memory. */
export function onlyVersions({ shown }: ChosenMemory): VitestJudgeError {
  return new VitestJudgeError('missing-file', {
    message: `${shown} holds versions and no memory.json; expected a memory.`,
    hint: `npx vitest-judge memory versions --memory ${shown} lists them; memory rollback <id> --memory ${shown} brings one back.`,
  })
}

/** The error where there is no memory at all. */
export function noMemory(): VitestJudgeError {
  return new VitestJudgeError('missing-file', {
    message: 'There is no memory below this folder; expected memory/<judge>/memory.json beside an eval file.',
    hint: makeOne,
  })
}

async function allFolders(root: string): Promise<string[]> {
  const known = (await findMemories(root)).map(({ folder }) => folder)
  const damaged = findFiles(root, '**/memory/*/memory.json').map(dirname)
  const removed = findFiles(root, '**/memory/*/versions/parts.jsonl').map((path) => dirname(dirname(path)))
  return [...new Set([...known, ...damaged, ...removed])].toSorted()
}

function chosen(root: string, folder: string): ChosenMemory {
  return { judge: basename(folder), folder, shown: projectPath(root, folder) }
}
