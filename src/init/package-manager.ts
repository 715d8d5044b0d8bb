import { AGENTS, type Agent, detect } from 'package-manager-detector'
import { resolveCommand } from 'package-manager-detector/commands'

/**
 * The package manager of a project: by its lock file or the `packageManager` field, in its folder or above; else the
 * one that runs this process (`npm_config_user_agent`), else npm.
 */
export async function packageManagerOf(folder: string, userAgent: string | undefined): Promise<Agent> {
  const found = await detect({ cwd: folder })
  if (found !== null) return found.agent
  const name = userAgent?.split('/')[0]
  return AGENTS.find((agent) => agent === name) ?? 'npm'
}

/** The command that adds packages for development, such as `npm install --save-dev vitest`. */
export function installCommand(agent: Agent, packages: readonly string[], isWorkspaceRoot: boolean): string {
  if (agent === 'npm') return `npm install --save-dev ${packages.join(' ')}`
  const name = agent.split('@')[0]
  const flags = [name === 'bun' ? '--dev' : '-D']
  if (isWorkspaceRoot && name === 'pnpm') flags.push('-w')
  if (isWorkspaceRoot && agent === 'yarn') flags.push('-W')
  return commandText(agent, 'add', [...flags, ...packages])
}

/** The command that runs a program of an installed package, such as `npx vitest-judge align`. */
export function programCommand(agent: Agent, program: string): string {
  return commandText(agent, 'execute-local', program.split(' '))
}

/** The command that runs a script of the manifest, such as `npm run evals`. */
export function scriptCommand(agent: Agent, script: string): string {
  return commandText(agent, 'run', [script])
}

function commandText(agent: Agent, command: 'add' | 'execute-local' | 'run', words: string[]): string {
  const resolved = resolveCommand(agent, command, words)
  return resolved === null ? words.join(' ') : [resolved.command, ...resolved.args].join(' ')
}
