import type { AsyncLocalStorage } from 'node:async_hooks'
import type { ModelWiring } from '../model/index.ts'
import type { ExpectStatic, RunnerTestCase, TestAPI, describe } from 'vitest'

/** What the plugin tells the workers; JSON-safe. */
export interface WorkerConfig {
  /** Absolute path of the project's root. */
  root: string
  offline: boolean
  alignShare: number
  models: ModelWiring
  /** True where the signals of this Vitest want `TestSignals`. */
  ownSignals: boolean
}

/** The test that is running, its attempt and the signal that ends with it. */
export interface RunningTest {
  task: RunnerTestCase
  signal: AbortSignal
  /** Aborted once the run is cancelled, where Vitest skips not all tests by itself. */
  cancelled?: AbortSignal
  /** Told when a call of the test begins and ends to wait for its turn. */
  onWait?: (begins: boolean) => void
  /** Vitest's retry and repeat counts at the attempt's start. */
  retry: number
  repeat: number
}

/** Vitest as the setup file of the plugin hands it to us, so that the package never imports it at run time. */
export interface Host {
  config: WorkerConfig
  describe: typeof describe
  test: TestAPI
  expect: ExpectStatic
  running: AsyncLocalStorage<RunningTest>
}

const key = Symbol.for('vitest-judge.host')
const store = globalThis as { [key]?: Host }

/** Makes Vitest known to this package; called by the plugin's setup file. */
export function setHost(host: Host): void {
  store[key] = host
}

/** Vitest, where the plugin is installed; undefined in a script or server. */
export function hostIfAny(): Host | undefined {
  return store[key]
}
