import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import type { Plugin, ViteUserConfig } from 'vitest/config'
import type { TestProject, Vitest } from 'vitest/node'
import { VitestJudgeError } from '../contract/index.ts'
import { loadEnvironmentFile } from '../model/main-process.ts'
import { JudgeReporter, raiseExitCode } from '../../reporters/main-process.ts'
import type { WorkerConfig } from './host.ts'
import { type PluginModels, pluginModels } from './plugin-models.ts'
import { resolvePluginOptions, type PluginOptions, type ResolvedPluginOptions } from './plugin-options.ts'
import { checkVitest, needsTestSignals } from './vitest-version.ts'

export type { GateOptions, GateThresholds } from '../contract/index.ts'
export type { PluginOptions } from './plugin-options.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** What the vitest-judge plugin tells its setup file. */
    vitestJudge: WorkerConfig
  }
}

/** A test that takes longer is printed as slow, where evaluations run; in milliseconds. */
const slowRowMs = 30_000

const installed = new WeakMap<Vitest, Promise<PluginModels>>()
const setupFile = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './setup.ts' : './setup.js', import.meta.url),
)

/**
 * The Vitest plugin: brings the matchers, the eval files, the reporter with its gate, a concurrency that suits
 * waiting on models, and the keys of `.env`. A plain `vitest run` goes on running unit tests only; eval files
 * join when a file filter asks for them (`vitest run evals`).
 *
 * @throws VitestJudgeError `invalid-options`; `invalid-usage` in a Vitest before 4.1.12
 */
export function judges(options: PluginOptions = {}): Plugin {
  const resolved = checked(() => resolvePluginOptions(options))
  return {
    name: 'vitest-judge',
    config: inlineSetupFile,
    // Vitest waits for what this hook gives, whatever its type says.
    // oxlint-disable-next-line typescript/no-misused-promises
    async configureVitest({ vitest, project }) {
      checked(() => checkVitest(vitest.version))
      if (resolved.project === undefined ? vitest.projects.length <= 1 : project.name === resolved.project) {
        addEvalFiles(vitest, project, resolved)
      }
      const { root } = vitest.config
      project.config.setupFiles.push(setupFile)
      hideOwnFrames(project.config)
      const isFirst = !installed.has(vitest)
      if (isFirst) {
        loadEnvironmentFile(root)
        installed.set(
          vitest,
          raisingExitCode(() => pluginModels(root, resolved)),
        )
      }
      const { wiring, server } = await (installed.get(vitest) as Promise<PluginModels>)
      const { offline, alignShare } = resolved
      const ownSignals = needsTestSignals(vitest.version)
      project.provide('vitestJudge', { root, offline, alignShare, models: wiring, ownSignals })
      if (!isFirst) return
      hideOwnFrames(vitest.config)
      vitest.onClose(() => server.close())
      vitest.config.reporters.push(new JudgeReporter({ ...resolved, models: server }))
    },
  }
}

/**
 * Has Vite load the setup file: Node would load it once per worker, and without isolation every eval file but the
 * first would go without its hooks.
 */
function inlineSetupFile({ test }: ViteUserConfig): ViteUserConfig {
  if (test?.server?.deps?.inline === true) return {}
  const path = setupFile.replaceAll('\\', '/').replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
  return { test: { server: { deps: { inline: [new RegExp(`${path}$`)] } } } }
}

/**
 * Where a file filter was given, or the evaluations' own project asked for: adds the eval files to what is found,
 * and takes waiting on models for normal. Unit tests alone run as they always did.
 */
function addEvalFiles(vitest: Vitest, project: TestProject, options: ResolvedPluginOptions): void {
  const { include, concurrency, project: name } = options
  const chosen = name !== undefined && [vitest.config.project ?? []].flat().includes(name)
  const asked = () => chosen || fileFilters(vitest).length > 0
  override(project.config, 'include', (given) => (asked() ? [...given, ...include] : given))
  override(project.config, 'maxConcurrency', (given) => (asked() ? Math.max(given, concurrency) : given))
  override(vitest.config, 'slowTestThreshold', (given) => (asked() ? Math.max(given, slowRowMs) : given))
}

/** Leaves our own frames out of the stacks that reporters show, where we are a package: nobody mends a line of ours. */
function hideOwnFrames(config: Vitest['config']): void {
  if (import.meta.url.endsWith('.ts')) return
  const home = fileURLToPath(new URL('../..', import.meta.url)).replaceAll('\\', '/')
  const { onStackTrace } = config
  config.onStackTrace = (error, frame) => (frame.file.startsWith(home) ? false : onStackTrace?.(error, frame))
}

/** Makes a setting depend on what is only known when it is read: whether evaluations were asked for. */
function override<Config, Key extends keyof Config>(
  config: Config,
  key: Key,
  read: (given: Config[Key]) => Config[Key],
): void {
  let given = config[key]
  Object.defineProperty(config, key, {
    configurable: true,
    enumerable: true,
    get: () => read(given),
    set: (value: Config[Key]) => {
      given = value
    },
  })
}

/** The file filters of this Vitest run; the field is not in Vitest's types. */
function fileFilters(vitest: Vitest): readonly string[] {
  const { filenamePattern } = vitest as unknown as { filenamePattern?: string[] }
  if (filenamePattern !== undefined) return filenamePattern
  const [command, ...rest] = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
  return command === 'list' ? rest : []
}

function checked<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw withExitCode(error)
  }
}

function raisingExitCode<Result>(work: () => Promise<Result>): Promise<Result> {
  return work().catch((error: unknown) => {
    throw withExitCode(error)
  })
}

/** An error of the configuration, as Vitest shall print it. */
function withExitCode(error: unknown): unknown {
  if (!VitestJudgeError.is(error)) return error
  raiseExitCode(error.exitCode)
  // Vitest prints all there is of what a configuration throws: our own frames help nobody to mend theirs.
  const text = `${error.name}: ${error.message}`
  error.stack = text
  Object.defineProperty(error, inspect.custom, { value: () => text })
  return error
}
