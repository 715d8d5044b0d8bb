import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs npm in a folder, without what an npm that started us has told; gives its standard output, rejects where it fails. */
export async function npm(cwd: string, ...parameters: string[]): Promise<string> {
  const inherited = /^npm_(?:lifecycle|package|command|execpath|config_local_prefix|config_ignore_scripts)/
  const kept = Object.entries(process.env).filter(([name]) => !inherited.test(name))
  const env = Object.fromEntries(kept)
  const { stdout } = await promisify(execFile)('npm', parameters, { cwd, env, maxBuffer: 2 ** 26 })
  return stdout
}

/** The newest release that npm has in a range: `newest(cwd, 'vitest@4')` is `4.1.12`. */
export async function newest(cwd: string, range: string): Promise<string> {
  const found = JSON.parse(await npm(cwd, 'view', range, 'version', '--json')) as string | string[]
  const parts = (version: string) => version.split('.').map(Number)
  const sorted = [found].flat().toSorted((left, right) => {
    const [one, other] = [parts(left), parts(right)]
    const at = one.findIndex((part, index) => part !== other[index])
    return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0)
  })
  const last = sorted.at(-1)
  if (last === undefined) throw new Error(`npm has no release of ${range}.`)
  return last
}
