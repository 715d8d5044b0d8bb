import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadEnvironmentFile } from '../../src/model/index.ts'

const [fresh, taken] = ['VITEST_JUDGE_TEST_FRESH', 'VITEST_JUDGE_TEST_TAKEN'] as const
let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vitest-judge-'))
})

afterEach(async () => {
  delete process.env[fresh]
  delete process.env[taken]
  await rm(root, { recursive: true })
})

test('variables of .env are set, and what is set already stays', async () => {
  await writeFile(join(root, '.env'), `${fresh}=from the file\n${taken}=from the file\n`)
  process.env[taken] = 'from the shell'
  loadEnvironmentFile(root)
  expect(process.env[fresh]).toBe('from the file')
  expect(process.env[taken]).toBe('from the shell')
})

test('no .env is no error', () => {
  expect(() => loadEnvironmentFile(root)).not.toThrow()
})

test('a .env that cannot be read is named', async () => {
  expect(() => loadEnvironmentFile(join(root, 'file\0name'))).toThrow(
    expect.objectContaining({ code: 'missing-file', message: expect.stringContaining('.env') }),
  )
})
