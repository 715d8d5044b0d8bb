import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { isoTime, projectPath, toPath } from '../../src/io/index.ts'

test('writes paths relative to the root, with slashes', () => {
  const root = resolve('project')
  expect(projectPath(root, join(root, 'evals', 'a.eval.ts'))).toBe('evals/a.eval.ts')
  expect(projectPath(root, 'evals/b.eval.ts')).toBe('evals/b.eval.ts')
  expect(projectPath(root, './evals/../c.ts')).toBe('c.ts')
  expect(projectPath(root, resolve('elsewhere/d.ts'))).toBe('../elsewhere/d.ts')
})

test('writes the root itself as a dot', () => {
  expect(projectPath(resolve('project'), resolve('project'))).toBe('.')
})

test('takes a path, a file URL and its text for the same path', () => {
  const path = resolve('some folder/é.json')
  expect([path, pathToFileURL(path), pathToFileURL(path).href].map(toPath)).toEqual([path, path, path])
  expect(toPath('relative.json')).toBe('relative.json')
})

test('writes the time of a clock in UTC', () => {
  expect(isoTime(() => 1_700_000_000_123)).toBe('2023-11-14T22:13:20.123Z')
})
