import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { readFileAt } from '../../src/io/index.ts'
import { temporaryFolder } from './support.ts'

const run = promisify(execFile)

/** A folder `project` in a repository with one commit, in which `project/kept.txt` holds `before`. */
async function project(): Promise<string> {
  const repository = await temporaryFolder()
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: repository })
  await mkdir(join(repository, 'project'))
  await writeFile(join(repository, 'project/kept.txt'), 'before\n')
  await git('init', '--quiet')
  await git('add', '.')
  await git('commit', '--quiet', '--message', 'First')
  await git('tag', 'first')
  return join(repository, 'project')
}

test('a file is read as it stood at a revision, whatever became of it since', async () => {
  const root = await project()
  await writeFile(join(root, 'kept.txt'), 'after\n')
  expect(await readFileAt(root, 'HEAD', 'kept.txt')).toEqual({ kind: 'text', text: 'before\n' })
  await rm(join(root, 'kept.txt'))
  expect(await readFileAt(root, 'first', 'kept.txt')).toEqual({ kind: 'text', text: 'before\n' })
})

test.for([
  ['HEAD', 'lost.txt', 'no-file'],
  ['nowhere', 'kept.txt', 'no-revision'],
  ['--output=kept.txt', 'kept.txt', 'no-revision'],
  ['HEAD:project', 'kept.txt', 'no-revision'],
] as const)('%s has no %s: %s', async ([revision, path, why]) => {
  expect(await readFileAt(await project(), revision, path)).toEqual({ kind: 'missing', why })
})

test('a folder without git has no revision', async () => {
  expect(await readFileAt(await temporaryFolder(), 'HEAD', 'kept.txt')).toEqual({
    kind: 'missing',
    why: 'no-git',
  })
})
