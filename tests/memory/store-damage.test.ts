import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const count = process.env['LONG'] ? 500 : 40

test('bits flipped, bytes cut off and bytes added never end the process, and no answer is ever wrong', () => {
  const script = fileURLToPath(new URL('store-damage-child.ts', import.meta.url))
  const child = spawnSync(process.execPath, [script, String(count), '7'], {
    encoding: 'utf8',
    timeout: 280_000,
  })
  expect({ signal: child.signal, status: child.status, stderr: child.stderr }).toEqual({
    signal: null,
    status: 0,
    stderr: '',
  })
  const { tally, faults } = JSON.parse(child.stdout) as { tally: Record<string, number>; faults: string[] }
  expect(faults).toEqual([])
  expect(Object.values(tally).reduce((sum, number) => sum + number, 0)).toBe(count)
  // An index is healed whatever happens to it; what is the truth is refused, or differs in what a person may edit.
  expect([tally['index.hnsw right'], tally['index.json right']]).toEqual([count / 4, count / 4])
  expect(tally['vectors.jsonl refused']).toBeGreaterThan(count / 8)
  expect(tally['memory.json refused']).toBeGreaterThan(count / 8)
}, 300_000)
