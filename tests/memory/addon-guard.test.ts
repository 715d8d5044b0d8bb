import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

test('invalid vectors never reach the addon, which would end the process', () => {
  const script = fileURLToPath(new URL('addon-guard-child.ts', import.meta.url))
  const child = spawnSync(process.execPath, [script], { encoding: 'utf8', timeout: 20_000 })
  expect({ signal: child.signal, status: child.status, stderr: child.stderr }).toEqual({
    signal: null,
    status: 0,
    stderr: '',
  })
  const names = ['NaN', 'Infinity', 'short', 'string element', 'hole', 'big integer', 'object']
  const ways = ['search', 'nearest', 'hnswIndex', 'openIndex']
  const refusals = names.flatMap((name) => ways.map((way) => `${name}, ${way}: invalid-vector`))
  expect(child.stdout.trimEnd().split('\n')).toEqual([...refusals, 'alive: hnsw hnsw k19'])
}, 30_000)
