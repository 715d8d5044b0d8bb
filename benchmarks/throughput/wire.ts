import { fileURLToPath } from 'node:url'
import type { Table } from '../markdown.ts'
import { count, megabytes, ratio, seconds } from './figures.ts'
import { judgedProject, nursery, stockProject } from './project.ts'
import { type Server, startServer } from './server.ts'
import type { Sizes } from './sizes.ts'
import { leastOf, runWatched, type Usage } from './watched-process.ts'

/** A way to make the same calls, and what it took in each round. */
interface Way {
  name: string
  run: () => Promise<Usage>
  usages: Usage[]
  traffic: { calls: number; most: number }
}

/** Two calls a row over a wire with latency: how far whole processes are above what the wire alone takes. */
export async function measureWire({ wire, rounds }: Sizes): Promise<Table> {
  const { rows, latencyMs, concurrency } = wire
  const calls = 2 * rows
  const limit = (calls * latencyMs) / concurrency / 1000
  using server = await startServer(latencyMs)
  const ways = await waysOver(server, rows, concurrency)
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) {
      way.usages.push(await way.run())
      way.traffic = await server.traffic()
      if (way.traffic.calls !== calls)
        throw new Error(`${way.name} made ${way.traffic.calls} calls, not ${calls}.`)
    }
  }
  return {
    name: 'wire',
    head: [
      `${count(rows)} rows, 2 calls each of ${latencyMs} ms, ${concurrency} at once`,
      'Time',
      'Over the limit',
      'At once',
      'Memory',
    ],
    rows: [
      ['the wire alone: calls × latency ÷ calls at once', seconds(limit), '1.00', `${concurrency}`, '–'],
      ...ways.map(({ name, usages, traffic }) => {
        const usage = leastOf(usages)
        const overLimit = ratio(usage.seconds, limit)
        return [name, seconds(usage.seconds), overLimit, `${traffic.most}`, megabytes(usage.megabytes)]
      }),
    ],
  }
}

async function waysOver(server: Server, rows: number, concurrency: number): Promise<Way[]> {
  const environment = { ...server.environment, ROWS: String(rows) }
  const judged = await judgedProject('wire', concurrency)
  const stock = await stockProject('wire', concurrency)
  const bareLoop = {
    arguments_: [fileURLToPath(new URL('bare-loop-child.ts', import.meta.url))],
    folder: nursery,
    environment: { ...environment, CONCURRENCY: String(concurrency) },
  }
  const none = { calls: 0, most: 0 }
  const askAnew = async () => {
    await judged.forget()
    return judged.run(environment)
  }
  return [
    { name: 'a loop around `openai`', run: () => runWatched(bareLoop), usages: [], traffic: none },
    {
      name: 'a stock suite, `test.concurrent.for`',
      run: () => stock.run(environment),
      usages: [],
      traffic: none,
    },
    { name: '`evaluate`, all answers recorded', run: askAnew, usages: [], traffic: none },
  ]
}
