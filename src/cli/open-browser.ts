import { spawn } from 'node:child_process'
import type { CommandContext } from './context.ts'

/** Programs that open an address in the person's own browser, by platform; each takes it as its last argument. */
const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** True where a person sits at this machine's own screen: at a terminal, not over SSH, not in CI, with a display. */
export function hasBrowser({ output, environment }: CommandContext, platform = process.platform): boolean {
  const isSet = (name: string) => (environment[name] ?? '') !== ''
  if (!('isTTY' in output) || output.isTTY !== true) return false
  if (['CI', 'SSH_CONNECTION', 'SSH_TTY', 'SSH_CLIENT'].some(isSet)) return false
  if (openers[platform] === undefined) return false
  return platform !== 'linux' || isSet('DISPLAY') || isSet('WAYLAND_DISPLAY')
}

/** Opens an address in the person's browser; where that fails nothing happens, as the address is printed too. */
export function openBrowser(address: string, platform = process.platform): void {
  const [program, ...args] = openers[platform] ?? []
  if (program === undefined) return
  const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
