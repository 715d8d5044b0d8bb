import type { Table } from '../markdown.ts'
import { count, megabytes, seconds } from './figures.ts'
import { judgedProject } from './project.ts'
import type { Sizes } from './sizes.ts'
import { leastOf, type Usage } from './watched-process.ts'

/** Runs of more and more rows: what each row costs beyond the run before, run file and report included. */
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
  let before = { rows: 1, usage: await measure(1) }
  const { usage: one } = before
  const lines = [['1', seconds(one.seconds), '–', megabytes(one.megabytes), '–']]
  for (const rows of growth) {
    const usage = await measure(rows)
    const perRow = (most: number | undefined, least: number | undefined) =>
      most === undefined || least === undefined ? undefined : (most - least) / (rows - before.rows)
    const milliseconds = perRow(usage.seconds * 1000, before.usage.seconds * 1000) as number
    const memory = perRow(usage.megabytes, before.usage.megabytes)
    before = { rows, usage }
    lines.push([
      count(rows),
      seconds(usage.seconds),
      `${milliseconds.toFixed(3)} ms`,
      megabytes(usage.megabytes),
      memory === undefined ? '–' : `${Math.round(memory * 1024)} KB`,
    ])
  }
  return {
    name: 'growth',
    head: ['Rows', 'Time', 'Each further row', 'Memory', 'Each further row'],
    rows: lines,
  }
}
