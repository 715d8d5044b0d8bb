import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const mostBytes = 256 * 1024 * 1024

/** A file as it stood at a git revision, or why it cannot be had. */
export type FileAtRevision =
  | { kind: 'text'; text: string }
  | { kind: 'missing'; why: 'no-git' | 'no-revision' | 'no-file' }

/** Reads a file, its path relative to `root` with `/`, as it stood at a git revision. Nothing is checked out. */
export async function readFileAt(root: string, revision: string, path: string): Promise<FileAtRevision> {
  const git = (...args: string[]) => run('git', args, { cwd: root, maxBuffer: mostBytes })
  if (!(await succeeds(git('rev-parse', '--git-dir')))) return { kind: 'missing', why: 'no-git' }
  const commit = `${revision}^{commit}`
  if (revision.startsWith('-') || !(await succeeds(git('rev-parse', '--verify', '--quiet', commit)))) {
    return { kind: 'missing', why: 'no-revision' }
  }
  return git('show', `${revision}:./${path}`).then(
    ({ stdout }): FileAtRevision => ({ kind: 'text', text: stdout }),
    (): FileAtRevision => ({ kind: 'missing', why: 'no-file' }),
  )
}

async function succeeds(command: Promise<unknown>): Promise<boolean> {
  return command.then(
    () => true,
    () => false,
  )
}

/** True where git ignores a path, relative to a folder; undefined where that is in no repository. */
export async function isIgnoredByGit(folder: string, path: string): Promise<boolean | undefined> {
  return run('git', ['check-ignore', '--quiet', path], { cwd: folder }).then(
    () => true,
    // Git ends with 1 for what it does not ignore, and with another code where it cannot tell.
    ({ code }: { code?: unknown }) => (code === 1 ? false : undefined),
  )
}
