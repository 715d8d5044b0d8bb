import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createCLI } from 'vitest/node'
import { silentProgram } from '../../scripts/reference/commands.ts'
import { environmentVariables } from '../../src/contract/index.ts'
import { addScripts } from '../../src/init/add-scripts.ts'
import { root } from './source-files.ts'
import type { ShellCommand } from './shell-lines.ts'

/** Programs that pages may name beside ours, whose arguments are not looked at. */
const others = new Set([
  'git',
  'rm',
  'mkdir',
  'cp',
  'cd',
  'echo',
  'cat',
  'grep',
  'gh',
  'ssh',
  'docker',
  'ollama',
  'vllm',
])
const installers = new Set(['ci', 'install', 'init', 'pack', 'view', 'ls'])

/** What is wrong with a command of a page in this folder of the repository; undefined where nothing is. */
export async function faultOf(command: ShellCommand, folder: string): Promise<string | undefined> {
  const [program = '', ...rest] = command.words
  for (const name of variablesOf(command)) {
    if (name.startsWith('VITEST_JUDGE_') && !(name in environmentVariables)) return `nobody reads ${name}`
  }
  if (program === '' || program === 'export' || others.has(program)) return undefined
  if (program === 'npx') {
    const [tool = '', ...parameters] = rest
    if (tool === 'vitest-judge') return judgeFault(parameters)
    if (tool === 'vitest') return vitestFault(parameters)
    return existsSync(join(root, 'node_modules/.bin', tool)) ? undefined : `npx ${tool} is not known`
  }
  if (program === 'npm') return npmFault(rest, folder)
  if (program === 'node') return existsSync(join(root, rest[0] ?? '')) ? undefined : `there is no ${rest[0]}`
  if (/^\.?\.?\//.test(program) || program.startsWith('.')) {
    return existsSync(join(root, program)) ? undefined : `there is no ${program}`
  }
  return `the program ${program} is not known`
}

function variablesOf({ words, variables }: ShellCommand): string[] {
  const exported = words[0] === 'export' ? words.slice(1) : []
  return [...variables, ...exported].map((setting) => setting.split('=')[0] ?? '')
}

/** Has the real commands parse the line, and do nothing. */
async function judgeFault(parameters: readonly string[]): Promise<string | undefined> {
  const program = silentProgram()
  const pending = [program]
  for (const command of pending) {
    // A command without an action of its own has others, and asks for one of them.
    if (Reflect.get(command, '_actionHandler')) command.action(() => {})
    pending.push(...command.commands)
  }
  if (parameters.length === 0) return 'no command is named'
  try {
    await program.parseAsync([...parameters], { from: 'user' })
    return undefined
  } catch (error) {
    const { exitCode, message } = error as { exitCode?: number; message: string }
    return exitCode === 0 ? undefined : message
  }
}

function vitestFault(parameters: readonly string[]): string | undefined {
  try {
    const cli = createCLI()
    cli.parse(['node', 'vitest', ...parameters], { run: false })
    cli.matchedCommand?.checkUnknownOptions()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** The scripts that `init` writes into a user's own package. */
const scriptsOfInit = scriptsIn(addScripts({ text: '{}', manifest: {} }).text)

function npmFault([what = '', name = '']: readonly string[], folder: string): string | undefined {
  if (installers.has(what)) return undefined
  const script = what === 'test' ? 'test' : what === 'run' ? name : undefined
  if (script === undefined) return `npm ${what} is not known`
  const known = [...scriptsNear(folder), ...scriptsOfInit]
  return known.includes(script) ? undefined : `npm has no script ${script} here; it has ${known.join(', ')}`
}

/** The scripts of the package that a folder belongs to. */
function scriptsNear(folder: string): string[] {
  for (let place = folder; ; place = dirname(place)) {
    const path = join(root, place, 'package.json')
    if (existsSync(path)) {
      return scriptsIn(readFileSync(path, 'utf8'))
    }
    if (place === '.' || place === '') throw new Error('there is no package.json')
  }
}

function scriptsIn(manifest: string): string[] {
  return Object.keys((JSON.parse(manifest) as { scripts?: object }).scripts ?? {})
}
