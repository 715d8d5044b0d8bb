import { basename, dirname, join } from 'node:path'
import type { Agent } from 'package-manager-detector'
import { VitestJudgeError } from '../contract/index.ts'
import { findFiles, isFile, isIgnoredByGit, namesIn, projectPath, readTextIfAny } from '../io/index.ts'
import { declaredRange, readManifest, type ManifestFile } from './manifest.ts'
import { packageManagerOf } from './package-manager.ts'
import { workspacePackages } from './workspace.ts'

/** What a project is, as far as `init` wants to know. */
export interface ProjectFacts {
  /** Its folder, which holds its `package.json`. */
  folder: string
  name: string
  packageManager: Agent
  isTypeScript: boolean
  /** True where `.js` files are ES modules. */
  isModule: boolean
  isWorkspaceRoot: boolean
  /** The version of Vitest that is installed, and the range that the manifest asks for. */
  vitest: { installed?: string; declared?: string }
  /** The packages asked about that are installed. */
  installed: ReadonlySet<string>
  manifest: ManifestFile
  /** The configuration that Vitest reads. */
  config?: { path: string; text: string }
  /** A file that named the projects of Vitest 3 and is not read any more. */
  oldWorkspace?: string
  /** Paths of all that is in `evals/`. */
  evals: readonly string[]
  /** The `.gitignore` of the folder. */
  gitIgnore?: string
  /** Whether git ignores `.env`; undefined where there is no repository. */
  ignoresEnvironment?: boolean
}

const endings = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs']
/** In the order in which Vitest looks for them. */
const configNames = ['vitest.config', 'vite.config'].flatMap((name) =>
  endings.map((ending) => `${name}.${ending}`),
)
const packagesAskedFor = ['vitest', 'vitest-judge', 'zod']

/**
 * Looks at the project in a folder; nothing is run and nothing fetched.
 *
 * @throws VitestJudgeError `missing-file` where there is no `package.json`, `damaged-file` where that is no JSON
 */
export async function readProject(folder: string, userAgent?: string): Promise<ProjectFacts> {
  const manifest = await readManifest(folder)
  if (manifest === undefined) throw await noManifest(folder)
  const names = await namesIn(folder)
  const above = await workspaceAbove(folder)
  const configName = configNames.find((name) => names.includes(name))
  const configText = configName === undefined ? undefined : await readTextIfAny(join(folder, configName))
  const versions = new Map<string, string>()
  for (const name of packagesAskedFor) {
    const version = await installedVersion(folder, name)
    if (version !== undefined) versions.set(name, version)
  }
  const declared =
    declaredRange(manifest.manifest, 'vitest') ??
    (above === undefined ? undefined : declaredRange(above.manifest, 'vitest'))
  const installed = versions.get('vitest')
  const oldWorkspace = names.find((name) => /^vitest\.workspace\.\w+$/.test(name))
  const gitIgnore = await readTextIfAny(join(folder, '.gitignore'))
  const ignoresEnvironment = await isIgnoredByGit(folder, '.env')
  return {
    folder,
    name: manifest.manifest.name ?? basename(folder),
    packageManager: await packageManagerOf(folder, userAgent),
    isTypeScript:
      names.includes('tsconfig.json') ||
      /\.[mc]?ts$/.test(configName ?? '') ||
      [manifest, above].some(
        (one) => one !== undefined && declaredRange(one.manifest, 'typescript') !== undefined,
      ),
    isModule: manifest.manifest.type === 'module',
    isWorkspaceRoot: (await workspacePackages(folder, manifest.manifest)) !== undefined,
    vitest: { ...(installed !== undefined && { installed }), ...(declared !== undefined && { declared }) },
    installed: new Set(versions.keys()),
    manifest,
    ...(configName !== undefined &&
      configText !== undefined && { config: { path: configName, text: configText } }),
    ...(oldWorkspace !== undefined && { oldWorkspace }),
    evals: findFiles(folder, 'evals/**/*').map((path) => projectPath(folder, path)),
    ...(gitIgnore !== undefined && { gitIgnore }),
    ...(ignoresEnvironment !== undefined && { ignoresEnvironment }),
  }
}

/** The manifest of the workspace that a folder lies in, if it is no root itself. */
async function workspaceAbove(folder: string): Promise<ManifestFile | undefined> {
  for (const above of foldersAbove(folder)) {
    const found = await readManifest(above).catch(() => undefined)
    if (
      found !== undefined &&
      (await workspacePackages(above, found.manifest))?.includes(projectPath(above, folder))
    ) {
      return found
    }
  }
  return undefined
}

/** The version of a package that Node would find from a folder. */
async function installedVersion(folder: string, name: string): Promise<string | undefined> {
  for (const place of [folder, ...foldersAbove(folder)]) {
    const found = await readManifest(join(place, 'node_modules', name)).catch(() => undefined)
    if (found !== undefined) return found.manifest.version
  }
  return undefined
}

function foldersAbove(folder: string): string[] {
  const above = dirname(folder)
  return above === folder ? [] : [above, ...foldersAbove(above)]
}

async function noManifest(folder: string): Promise<VitestJudgeError> {
  for (const above of foldersAbove(folder)) {
    if (!(await isFile(join(above, 'package.json')))) continue
    return new VitestJudgeError('missing-file', {
      message: `${folder} holds no package.json; expected the folder of a project. There is one in ${above}.`,
      hint: `cd ${above}`,
    })
  }
  return new VitestJudgeError('missing-file', {
    message: `${folder} holds no package.json; expected the folder of a project.`,
    hint: 'npm init --yes makes one; then run the command again.',
  })
}
