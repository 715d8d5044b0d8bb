import { join } from 'node:path'
import { globSync } from 'tinyglobby'
import type { Reporter, TestCase, TestModule, TestRunEndReason, TestSpecification, Vitest } from 'vitest/node'
import type { GateThresholds, Prices } from '../src/contract/index.ts'
import { projectPath, systemClock, type Clock } from '../src/io/index.ts'
import { collectRun } from '../src/run/index.ts'
import { auditCallTexts } from './audit-calls.ts'
import { isEvalShard, isShardMissing, partialReasons, shardOf, type RunShape } from './completeness.ts'
import { raiseExitCode } from './exit-code.ts'
import { cancelOnInterrupt } from './interrupt.ts'
import { Progress } from './progress.ts'
import { errorExitCode, probeRecordOf, recordedFiles, rowRecordOf } from './recorded-files.ts'

/** What the reporter is told; the plugin passes its own options on. */
export interface ReporterOptions {
  gate?: {
    requireComplete: boolean
    inconclusive: 'fail' | 'warn'
    allowOffline: boolean
    holm?: boolean
    thresholds: { [key: string]: GateThresholds }
  }
  alignShare?: number
  /** Globs of the eval files, relative to the project's root. */
  include?: readonly string[]
  /** What the plugin does for the calls to models. */
  models?: ModelSupport
  /** Default the machine's own. */
  clock?: Clock
}

/** What the reporter wants of those who call models. */
export interface ModelSupport {
  /** After the tests: what the report should say of the calls, a line each. */
  settle(): Promise<string[]>
  /** The known prices of models; undefined where none is. */
  prices(used: readonly { model: string; endpoint: string }[]): Prices | undefined
}

const noGate = { requireComplete: false, inconclusive: 'fail' as const, allowOffline: false, thresholds: {} }
const reporting = new WeakSet<Vitest>()
// What measures and prints is heavy, and no unit test wants it.
const loadPublishing = () => import('./publish-run.ts')

/**
 * The Vitest reporter: turns what the tests recorded into a run file, prints how the judges agree with the truth
 * and applies the gate. It only ever raises Vitest's exit code. The plugin installs it.
 */
export class JudgeReporter implements Reporter {
  readonly #options: ReporterOptions
  readonly #progress: Progress
  #vitest: Vitest | undefined
  #letInterrupt: (() => void) | undefined

  constructor(options: ReporterOptions = {}) {
    this.#options = options
    this.#progress = new Progress(options.clock ?? systemClock, (line) =>
      this.#vitest?.logger.log(` ${line}`),
    )
  }

  onInit(vitest: Vitest): void {
    if (reporting.has(vitest)) return
    reporting.add(vitest)
    this.#vitest = vitest
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#progress.start()
    if (this.#vitest === undefined) return
    const evalFiles = new Set(this.#evalFiles(this.#vitest))
    if (!specifications.some(({ moduleId }) => evalFiles.has(join(moduleId)))) return
    this.#letInterrupt = cancelOnInterrupt(this.#vitest)
    // While the workers start and wait for models; what fails, fails again at the end.
    loadPublishing().catch(() => {})
  }

  onTestModuleCollected(module: TestModule): void {
    const tests = [...module.children.allTests()]
    this.#progress.expect(tests.filter((test) => rowRecordOf(test) !== undefined).length)
    const probes = tests.flatMap((test) =>
      test.result().state === 'skipped' ? [] : (probeRecordOf(test) ?? []),
    )
    for (const line of auditCallTexts(probes)) this.#vitest?.logger.log(` ${line}`)
  }

  onTestCaseResult(test: TestCase): void {
    const record = rowRecordOf(test)
    if (record !== undefined && process.stdout.isTTY) this.#progress.count(record)
  }

  async onTestRunEnd(_modules: unknown, _errors: unknown, reason: TestRunEndReason): Promise<void> {
    const vitest = this.#vitest
    if (vitest === undefined) return
    this.#letInterrupt?.()
    this.#letInterrupt = undefined
    const { root } = vitest.config
    const shard = shardOf(vitest)
    const modules = vitest.state.getTestModules()
    const files = recordedFiles(modules, root)
    raiseExitCode(errorExitCode(modules))
    const evalFiles = this.#evalFiles(vitest)
    if (files.length === 0 && !(await isEvalShard({ vitest, evalFiles }))) {
      this.#mentionEvalFiles(vitest, modules, evalFiles)
      return
    }
    const { models } = this.#options
    const shape: RunShape = { vitest, reason, modules, evalFiles }
    const run = collectRun(files, {
      clock: this.#options.clock ?? systemClock,
      root,
      partial: partialReasons(shape),
      ...(shard !== undefined && { shard }),
      evalFiles: evalFiles.map((file) => projectPath(root, file)).sort(),
      alignShare: this.#options.alignShare ?? 0.5,
      gate: this.#options.gate ?? noGate,
      ...(models && { notices: await models.settle(), prices: (used) => models.prices(used) }),
    })
    if (isShardMissing(shape)) raiseExitCode(3)
    const { publishRun } = await loadPublishing()
    await publishRun(vitest, run)
  }

  #evalFiles({ config: { root } }: Vitest): string[] {
    return globSync([...(this.#options.include ?? [])], {
      cwd: root,
      absolute: true,
      ignore: ['**/node_modules/**'],
    }).sort()
  }

  #mentionEvalFiles(vitest: Vitest, modules: readonly TestModule[], evalFiles: readonly string[]): void {
    const ran = new Set(modules.map(({ moduleId }) => moduleId))
    const waiting = evalFiles.filter((file) => !ran.has(join(file)))
    if (waiting.length === 0) return
    const files =
      waiting.length === 1 ? '1 eval file was not run' : `${waiting.length} eval files were not run`
    vitest.logger.log(` ${files}; run ${waiting.length === 1 ? 'it' : 'them'} with: npx vitest run evals\n`)
  }
}
