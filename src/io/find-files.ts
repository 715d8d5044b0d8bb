import { globSync } from 'tinyglobby'

/**
 * The absolute paths of the files below a folder that fit a pattern (`**`, `*`, `{a,b}`), sorted; hidden folders are
 * looked into where the pattern names them. Neither dependencies nor git's own files are looked at, and no link is
 * followed.
 */
export function findFiles(folder: string, patterns: string | readonly string[]): string[] {
  return globSync(typeof patterns === 'string' ? [patterns] : [...patterns], {
    cwd: folder,
    absolute: true,
    ignore: ['**/node_modules/**', '**/.git/**'],
    followSymbolicLinks: false,
    expandDirectories: false,
  }).toSorted()
}
