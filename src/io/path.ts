import { relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A path inside a file of ours: relative to the project's root, with `/`. */
export function projectPath(root: string, path: string): string {
  return relative(root, resolve(root, path)).split(sep).join('/') || '.'
}

/** A path or `file:` URL as a path. */
export function toPath(source: string | URL): string {
  return typeof source === 'string' && !source.startsWith('file:') ? source : fileURLToPath(source)
}
