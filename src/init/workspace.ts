import { dirname, join } from 'node:path'
import { findFiles, isFile, namesIn, projectPath } from '../io/index.ts'
import { declaredRange, readManifest, type Manifest } from './manifest.ts'

/** The packages of a workspace in which evaluations may live. */
export interface WorkspaceChoice {
  /** Folders relative to the root, which is `.` and the first. */
  packages: readonly string[]
  /** The one that suggests itself: the root where it uses Vitest, else the only package that does. */
  suggested?: string
}

/**
 * The folders of the packages of a workspace, relative to its root and sorted; undefined where a folder is no root of
 * one. Of pnpm, whose list is YAML, all folders below that hold a `package.json`.
 */
export async function workspacePackages(
  folder: string,
  { workspaces }: Manifest,
): Promise<string[] | undefined> {
  const isPnpm = await isFile(join(folder, 'pnpm-workspace.yaml'))
  if (workspaces === undefined && !isPnpm) return undefined
  const patterns = Array.isArray(workspaces) ? workspaces : (workspaces?.packages ?? ['**'])
  const files = findFiles(
    folder,
    patterns.map((pattern) => `${pattern.replace(/^\.\//, '').replace(/\/$/, '')}/package.json`),
  )
  return files.map((path) => projectPath(folder, dirname(path))).filter((path) => path !== '.')
}

/** The packages to choose from; undefined where a folder is no root of a workspace, or one without packages. */
export async function workspaceChoice(folder: string): Promise<WorkspaceChoice | undefined> {
  const root = await readManifest(folder)
  const below = root === undefined ? undefined : await workspacePackages(folder, root.manifest)
  if (below === undefined || below.length === 0) return undefined
  const packages = ['.', ...below]
  if (await usesVitest(folder)) return { packages, suggested: '.' }
  const users: string[] = []
  for (const path of below) if (await usesVitest(join(folder, path))) users.push(path)
  const [only] = users
  return { packages, ...(only !== undefined && users.length === 1 && { suggested: only }) }
}

/** True where a package has a configuration of Vitest or asks for it. */
async function usesVitest(folder: string): Promise<boolean> {
  const names = await namesIn(folder)
  if (names.some((name) => name.startsWith('vitest.config.'))) return true
  const file = await readManifest(folder)
  return file !== undefined && declaredRange(file.manifest, 'vitest') !== undefined
}
