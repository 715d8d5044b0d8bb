import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Feedback, JudgeValue, Run, RunRow, RunVerdict, ValueType } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'
import type { CommandFolder } from './in-process.ts'

/** An align row of the judge `polite`: what it said and what its aligned form said, where these are given. */
export function alignRow(
  id: string,
  said: { base?: JudgeValue; aligned?: JudgeValue; truth?: JudgeValue; rationale?: string },
  more: Partial<RunRow> = {},
): RunRow {
  const { base, aligned, truth, rationale = 'It thanks.' } = said
  const verdicts: RunVerdict[] = [
    ...('base' in said ? [buildVerdict('polite', base, truth, { rationale })] : []),
    ...('aligned' in said ? [buildVerdict('polite@aligned', aligned, truth, { rationale })] : []),
  ]
  return buildRow(id, verdicts, { split: 'align', sampleId: `s-${id}`, outputs: `Answer ${id}.`, ...more })
}

let runs = 0

/** A run of `polite` in a suite of its own, whose log nobody else writes. */
export async function writtenRun(
  folder: CommandFolder,
  rows: readonly RunRow[],
  more: { valueType?: ValueType; instructions?: string } = {},
): Promise<{
  argv: string[]
  run: Run
  log: string
  lines: () => Promise<Feedback[]>
  said: () => Promise<string[]>
}> {
  const name = `suite-${++runs}`
  const judges = ['polite', 'polite@aligned'].map((id) => {
    const judge = buildJudge(id, id.includes('@') ? { memoryFolder: `evals/${name}/memory/polite` } : {})
    return { ...judge, definition: { ...judge.definition, ...more } }
  })
  const suite = { ...buildSuite(name, judges, [...rows]), file: `evals/${name}/a.eval.ts` }
  const run: Run = { ...buildRun([suite]), id: `feedback-run-${runs}` }
  await folder.writeRuns(run)
  const log = join(folder.root, `evals/${name}/feedback/polite.jsonl`)
  const lines = async () =>
    (await readFile(log, 'utf8').catch(() => ''))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Feedback)
  return {
    run,
    log,
    argv: ['feedback', '--judge', 'polite', '--run', run.id, '--annotator', 'ann'],
    lines,
    said: async () =>
      (await lines()).map(
        ({ rowId, value, rationale, retracted }) =>
          `${rowId} ${String(value)}${rationale === undefined ? '' : ` ${rationale}`}${retracted === true ? ' retracted' : ''}`,
      ),
  }
}

/** Row ids in the order in which they were asked about. */
export function askedRows(stdout: string): string[] {
  return [...stdout.matchAll(/^\d+ of \d+ · (?:(?:mismatch|uncertain|one of the others) · )?(.+)$/gm)].map(
    ([, id = '']) => id,
  )
}
