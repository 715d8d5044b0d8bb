import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './source-files.ts'

/** How a command ended. */
export interface CommandResult {
  exitCode: number | null
  stdout: string
  /** Standard output and error in the order of arrival. */
  output: string
}

/** The path of a command that a development dependency brings. */
export function bin(name: string): string {
  return join(root, 'node_modules/.bin', name)
}

/** Runs a command to its end, without colours, without lifecycle scripts of npm. */
export function run(command: string, parameters: readonly string[], cwd: string): Promise<CommandResult> {
  const environment = {
    ...process.env,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    GITHUB_ACTIONS: undefined,
    npm_config_ignore_scripts: 'true',
  }
  const child = spawn(command, parameters, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const result: CommandResult = { exitCode: null, stdout: '', output: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    result.stdout += text
    result.output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (result.output += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (exitCode) => resolve({ ...result, exitCode }))
  })
}
