import type { Table } from '../markdown.ts'
import { count, megabytes, ratio, seconds } from './figures.ts'
import { measureLookUp } from './look-up.ts'
import { judgedProject, stockProject } from './project.ts'
import { startServer } from './server.ts'
import type { Sizes } from './sizes.ts'
import { leastOf, type Usage } from './watched-process.ts'

/**
 * Suites whose models take no time, and suites whose answers are all recorded, beside plain ones: what is left is ours.
 * The same with one row, which is what it takes to start.
 */
export async function measureOverhead({ rows, rounds }: Sizes): Promise<Table[]> {
  using server = await startServer(0)
  const stock = await stockProject('instant')
  const instant = await judgedProject('instant')
  const service = await judgedProject('service')
  const environment = { ...server.environment, ROWS: String(rows) }
  const replay = { ...environment, VITEST_JUDGE_RECORDINGS: 'replay' }
  await service.run(environment)
  const ways = [
    { name: 'plain `test.for`, a function for a model', run: () => stock.run(environment) },
    { name: '`evaluate`, the same function', run: () => instant.run(environment) },
    { name: '`evaluate`, all answers from recordings', run: () => service.run(replay) },
    { name: 'plain `test.for`, 1 row', run: () => stock.run({ ROWS: '1' }) },
    { name: '`evaluate`, 1 row', run: () => instant.run({ ROWS: '1' }) },
  ].map((way) => ({ ...way, usages: [] as Usage[] }))
  for (let round = 0; round < rounds; round++) for (const way of ways) way.usages.push(await way.run())
  const least = ways.map(({ name, usages }) => ({ name, ...leastOf(usages) }))
  const plain = least[0] as Usage
  return [
    {
      name: 'overhead',
      head: [`${count(rows)} rows`, 'Time', 'Ratio', 'Memory', 'Ratio'],
      rows: least.map((usage) => [
        usage.name,
        seconds(usage.seconds),
        ratio(usage.seconds, plain.seconds),
        megabytes(usage.megabytes),
        ratio(usage.megabytes, plain.megabytes),
      ]),
    },
    await measureLookUp(service.folder, rounds),
  ]
}
