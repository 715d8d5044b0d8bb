import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** How a program ended. */
export interface End {
  exitCode: number | null
  stdout: string
  stderr: string
}

/** What a program is told besides its parameters. */
export interface Surroundings {
  /** Further environment variables. */
  environment?: Record<string, string>
  /** Put before the folders of PATH. */
  firstPath?: string
  /** Ends the program, as Ctrl-C does, once it has printed this. */
  interruptAt?: string
}

/** Runs a program with nothing of this process's environment but what a program needs. */
export async function execute(
  program: string,
  parameters: readonly string[],
  cwd: string,
  { environment = {}, firstPath, interruptAt }: Surroundings = {},
): Promise<End> {
  const kept = ['PATH', 'HOME', 'TMPDIR'].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  const env: Record<string, string> = {
    ...Object.fromEntries(kept),
    NO_COLOR: '1',
    COLUMNS: '100',
    VITEST_JUDGE_OFFLINE: '1',
    ...environment,
  }
  if (firstPath !== undefined) env['PATH'] = `${firstPath}:${env['PATH'] ?? ''}`
  const detached = interruptAt !== undefined
  const child = spawn(program, parameters, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached })
  const end: End = { exitCode: null, stdout: '', stderr: '' }
  let isInterrupted = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    end.stdout += text
    if (interruptAt === undefined || isInterrupted || !end.stdout.includes(interruptAt)) return
    isInterrupted = true
    process.kill(-(child.pid as number), 'SIGINT')
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (end.stderr += text))
  const [exitCode] = (await once(child, 'close')) as [number | null]
  return { ...end, exitCode }
}
