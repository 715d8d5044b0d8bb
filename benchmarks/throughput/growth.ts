import type { Table } from '../markdown.ts'
import { count, megabytes, seconds } from './figures.ts'
import { judgedProject } from './project.ts'
import type { Sizes } from './sizes.ts'
import { leastOf, type Usage } from './watched-process.ts'

/** Runs of more and more rows: what each row costs beyond a run of one row, run file and report included. */
export async function measureGrowth({ growth, rounds }: Sizes): Promise<Table> {
  const project = await judgedProject('instant')
  const measure = async (rows: number): Promise<Usage> => {
    const usages: Usage[] = []
    for (let round = 0; round < rounds; round++) {
      await project.forget()
      usages.push(await project.run({ ROWS: String(rows) }))
    }
    return leastOf(usages)
  }
  const one = await measure(1)
  const lines = [['1', seconds(one.seconds), '–', megabytes(one.megabytes), '–']]
  for (const rows of growth) {
    const usage = await measure(rows)
    const perRow = (most: number | undefined, least: number | undefined) =>
      most === undefined || least === undefined ? undefined : (most - least) / (rows - 1)
    const milliseconds = perRow(usage.seconds * 1000, one.seconds * 1000) as number
    const memory = perRow(usage.megabytes, one.megabytes)
    lines.push([
      count(rows),
      seconds(usage.seconds),
      `${milliseconds.toFixed(3)} ms`,
      megabytes(usage.megabytes),
      memory === undefined ? '–' : `${Math.round(memory * 1024)} KB`,
    ])
  }
  return { name: 'growth', head: ['Rows', 'Time', 'Each row', 'Memory', 'Each row'], rows: lines }
}
