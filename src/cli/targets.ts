import { dirname, join, resolve } from 'node:path'
import { VitestJudgeError, type JudgeDefinition, type Run, type RunRow } from '../contract/index.ts'
import { projectPath } from '../io/index.ts'
import { feedbackPath } from '../feedback/index.ts'

/** One judge of a run with its memory and the suites it judged. */
export interface Target {
  name: string
  definition: JudgeDefinition
  /** Absolute path of the folder that holds `memory.json`. */
  folder: string
  /** The same, relative to the root. */
  shownFolder: string
  suites: TargetSuite[]
}

/** One suite that a target judged. */
export interface TargetSuite {
  name: string
  /** Absolute path of the judge's feedback log. */
  log: string
  rows: readonly RunRow[]
}

/**
 * The judges of a run that have, or would have, a memory; or the one asked for, by `name` or `name@aligned`. With
 * `orAll`, where none has one, all of them.
 *
 * @throws VitestJudgeError `unknown-judge` when there is none, naming those there are
 */
export function findTargets(
  root: string,
  run: Run,
  wanted?: string,
  { orAll = false }: { orAll?: boolean } = {},
): Target[] {
  const name = wanted?.replace(/@aligned$/, '')
  const isAny = orAll && run.suites.every(({ judges }) => judges.every((judge) => !judge.memoryFolder))
  const targets = new Map<string, Target>()
  for (const suite of run.suites) {
    const evalFolder = resolve(root, dirname(suite.file))
    for (const { id, definition, memoryFolder } of suite.judges) {
      if (name === undefined ? memoryFolder === undefined && !isAny : definition.name !== name) continue
      const alignedForm = suite.judges.find((judge) => judge.id === `${definition.name}@aligned`)
      if (memoryFolder === undefined && alignedForm !== undefined && alignedForm.id !== id) continue
      const folder =
        memoryFolder === undefined ? join(evalFolder, 'memory', definition.name) : resolve(root, memoryFolder)
      const target = targets.get(folder) ?? {
        name: definition.name,
        definition,
        folder,
        shownFolder: projectPath(root, folder),
        suites: [],
      }
      target.suites.push({
        name: suite.name,
        log: feedbackPath(evalFolder, definition.name),
        rows: suite.rows,
      })
      targets.set(folder, target)
    }
  }
  if (targets.size > 0) return [...targets.values()]
  const known = [
    ...new Set(run.suites.flatMap(({ judges }) => judges.map(({ definition }) => definition.name))),
  ]
  throw new VitestJudgeError('unknown-judge', {
    message:
      name === undefined
        ? `No judge of the ${run.complete ? '' : 'partial '}run ${run.id} is aligned; expected at least one aligned(judge) among the judges of an evaluation.`
        : `The run has no judge ${name}; it has ${known.join(', ') || 'none'}.`,
    hint:
      name === undefined
        ? run.complete
          ? 'Add aligned(judge) to judges, run npx vitest run evals, then align; or name a judge: --judge <name>.'
          : 'Run all evaluations: npx vitest run evals; or name another run: --run <id>.'
        : 'Correct --judge, or run the evaluation that has it: npx vitest run evals.',
  })
}
