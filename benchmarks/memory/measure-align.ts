import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Table } from '../markdown.ts'
import { count, megabytes } from '../throughput/figures.ts'
import { leastOf, runWatched, type Usage } from '../throughput/watched-process.ts'
import { writeLargeProject } from './large-project.ts'
import { time } from './measure-index.ts'
import type { MemorySizes } from './sizes.ts'

const command = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

/** `align`, offline, for a judge with a large memory: the whole process, the least of several rounds. */
export async function measureAlign({ whole: { guidelines, episodes, rounds } }: MemorySizes): Promise<Table> {
  const heldOut = Math.round(episodes / 2)
  const home = await mkdtemp(join(tmpdir(), 'vitest-judge-bench-'))
  const made = join(home, 'made')
  await writeLargeProject(made, { guidelines, episodes, heldOut })
  const [learning, idle]: [Usage[], Usage[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    const folder = join(home, `round-${round}`)
    await cp(made, folder, { recursive: true })
    learning.push(await align(folder, '1 new, 0 changed'))
    idle.push(await align(folder, '0 new, 0 changed'))
    await rm(folder, { recursive: true })
  }
  await rm(home, { recursive: true })
  const row = (name: string, usages: readonly Usage[]) => {
    const { seconds, megabytes: peak } = leastOf(usages)
    return [name, time(1000 * seconds), megabytes(peak)]
  }
  const size = `${count(guidelines)} guidelines, ${count(episodes)} episodes, ${count(heldOut)} held-out rows`
  return {
    name: 'memory-align',
    head: [`\`align\` with ${size}`, 'Time', 'Memory'],
    rows: [row('one new sample', learning), row('nothing new', idle)],
  }
}

/** Aligns as a process of its own. Throws an Error where it says anything else than what is expected of it. */
async function align(folder: string, expected: string): Promise<Usage> {
  const environment = { VITEST_JUDGE_OFFLINE: '1' }
  const arguments_ = [command, 'align', '--feedback', 'none']
  const { stdout, ...usage } = await runWatched({ arguments_, folder, environment })
  if (!stdout.includes(expected)) throw new Error(`align was to say "${expected}"; it said:\n${stdout}`)
  return usage
}
