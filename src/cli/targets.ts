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
  throw noTarget(run, name)
}

function noTarget({ id, complete, partial, suites }: Run, name: string | undefined): VitestJudgeError {
  const reasons = partial.length === 0 ? '' : ` (${partial.join('; ')})`
  const refusal = (message: string, hint: string) => new VitestJudgeError('unknown-judge', { message, hint })
  if (suites.length === 0) {
    return refusal(
      `No suite of the run ${id} could be run${reasons}; expected at least one evaluation with its judges.`,
      'npx vitest run evals says why; or name another run: --run <id>.',
    )
  }
  if (name !== undefined) {
    const known = new Set(suites.flatMap(({ judges }) => judges.map(({ definition }) => definition.name)))
    return refusal(
      `The run has no judge ${name}; it has ${[...known].join(', ') || 'none'}.`,
      'Correct --judge, or run the evaluation that has it: npx vitest run evals.',
    )
  }
  const rows = suites.flatMap((suite) => suite.rows)
  const [failed] = rows.every(({ error }) => error !== undefined) ? rows : []
  if (failed?.error !== undefined) {
    return refusal(
      `No row of the run ${id} has outputs; the first, ${failed.id}, ended with ${failed.error.split('\n')[0]}`,
      'Mend that, then: npx vitest run evals; or name another run: --run <id>.',
    )
  }
  const expected = 'expected at least one aligned(judge) among the judges of an evaluation'
  return complete
    ? refusal(
        `No judge of the run ${id} is aligned; ${expected}.`,
        'Add aligned(judge) to judges, run npx vitest run evals, then align; or name a judge: --judge <name>.',
      )
    : refusal(
        `No judge of the partial run ${id}${reasons} is aligned; ${expected}.`,
        'Run all evaluations: npx vitest run evals; or name another run: --run <id>.',
      )
}
