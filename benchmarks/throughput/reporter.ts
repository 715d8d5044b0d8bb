import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Table } from '../markdown.ts'
import { count, megabytes, seconds } from './figures.ts'
import { nursery } from './project.ts'
import type { Sizes } from './sizes.ts'
import { runWatched } from './watched-process.ts'

/** From what the tests recorded to the run file and the table on the screen, without Vitest. */
export async function measureReporter({ verdicts }: Sizes): Promise<Table> {
  const judges = 5
  const { stdout, megabytes: peak } = await runWatched({
    arguments_: [fileURLToPath(new URL('reporter-child.ts', import.meta.url))],
    folder: nursery,
    environment: {
      ROWS: String(verdicts / judges),
      JUDGES: String(judges),
      OPENAI_BASE_URL: 'http://127.0.0.1',
    },
  })
  const steps = JSON.parse(stdout) as [name: string, milliseconds: number][]
  const all = steps.reduce((sum, [, milliseconds]) => sum + milliseconds, 0)
  const { size } = await stat(join(nursery, '.vitest-judge', 'latest.json'))
  return {
    name: 'reporter',
    head: [`${count(verdicts)} verdicts: ${count(verdicts / judges)} rows, ${judges} judges`, 'Time'],
    rows: [
      ...[...steps, ['all', all] as const].map(([name, milliseconds]) => [
        name,
        seconds(milliseconds / 1000),
      ]),
      ['the run file', megabytes(size / 1e6)],
      ['peak memory of the process, the recorded tests included', megabytes(peak)],
    ],
  }
}
