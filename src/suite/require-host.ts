import { VitestJudgeError } from '../contract/index.ts'
import { hostIfAny, type Host } from './host.ts'

/**
 * Vitest with the plugin.
 * @throws VitestJudgeError `no-plugin` outside Vitest or without the plugin
 */
export function host(caller: string): Host {
  const found = hostIfAny()
  if (found !== undefined) return found
  throw new VitestJudgeError('no-plugin', {
    message: `${caller} was called where the vitest-judge plugin is not at work.`,
    hint: `Add it to vitest.config.ts: import { judges } from 'vitest-judge/plugin', then plugins: [judges()].`,
  })
}
