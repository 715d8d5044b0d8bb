import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'

/** What a process took. */
export interface Usage {
  /** From its start to its end, as whoever waits for it sees it. */
  seconds: number
  /** The most memory that it and its children held at one time, sampled; undefined where the system has no /proc. */
  megabytes: number | undefined
}

/** A command and where it runs. */
export interface Command {
  arguments_: readonly string[]
  folder: string
  environment?: Readonly<Record<string, string>>
}

const sampleEveryMs = 25

/**
 * Runs a script by Node, without the variables of this process, and measures it with all its children.
 *
 * @throws Error with all that it printed when it ends with another exit code than 0
 */
export async function runWatched({
  arguments_,
  folder,
  environment = {},
}: Command): Promise<Usage & { stdout: string }> {
  const { PATH = '', HOME = '' } = process.env
  const start = performance.now()
  const child = spawn(process.execPath, arguments_, {
    cwd: folder,
    env: { PATH, HOME, NO_COLOR: '1', COLUMNS: '100', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part))
  child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part))
  let megabytes = megabytesOf(child.pid)
  const sampling = setInterval(() => {
    const now = megabytesOf(child.pid)
    if (now !== undefined) megabytes = Math.max(megabytes ?? 0, now)
  }, sampleEveryMs)
  const [exitCode] = (await once(child, 'close')) as [number | null]
  const seconds = (performance.now() - start) / 1000
  clearInterval(sampling)
  if (exitCode !== 0) {
    throw new Error(`${arguments_.join(' ')} ended with ${exitCode}:\n${stdout.slice(-3000)}\n${stderr}`)
  }
  return { seconds, megabytes, stdout }
}

/** The least that the rounds of a measurement took: whatever else the machine does only ever adds to it. */
export function leastOf(rounds: readonly Usage[]): Usage {
  const megabytes = rounds.flatMap((round) => round.megabytes ?? [])
  return {
    seconds: Math.min(...rounds.map(({ seconds }) => seconds)),
    megabytes: megabytes.length === 0 ? undefined : Math.min(...megabytes),
  }
}

/** Resident memory of a process and of all below it; what they share counts for each. */
function megabytesOf(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
    )
    return children.reduce(
      (sum, child) => sum + (megabytesOf(Number(child)) ?? 0),
      Number(kilobytes ?? 0) / 1024,
    )
  } catch {
    return undefined
  }
}
