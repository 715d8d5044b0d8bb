import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../../src/io/index.ts'
import { openRecordings, type RecordedRequest } from '../../src/model/recordings/recordings.ts'
import type { Table } from '../markdown.ts'
import { count } from './figures.ts'

/** How long it takes to find all that a project recorded: the least of the rounds. */
export async function measureLookUp(project: string, rounds: number): Promise<Table> {
  const folder = join(project, '.vitest-judge', 'recordings')
  const requests = await requestsIn(folder)
  let [index, rest] = [Infinity, Infinity]
  for (let round = 0; round < rounds; round++) {
    const recordings = openRecordings({ mode: 'replay', folder, runToken: 'bench', clock: systemClock })
    const begin = performance.now()
    recordings.find({ ...(requests[0] as RecordedRequest) })
    const opened = performance.now()
    for (const request of requests) recordings.find({ ...request })
    rest = Math.min(rest, performance.now() - opened)
    index = Math.min(index, opened - begin)
  }
  const each = (milliseconds: number) => `${((milliseconds * 1000) / requests.length).toFixed(1)} µs`
  return {
    name: 'look-up',
    head: [`${count(requests.length)} recordings`, 'Time'],
    rows: [
      ['the index, once', `${index.toFixed(1)} ms`],
      ['each request', each(rest)],
      ['each request, with its share of the index', each(index + rest)],
    ],
  }
}

async function requestsIn(folder: string): Promise<RecordedRequest[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'))
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  const lines = texts.flatMap((text) => text.split('\n').filter(Boolean))
  return lines.map((line) => (JSON.parse(line) as { request: RecordedRequest }).request)
}
