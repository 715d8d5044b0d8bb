import type { EnvironmentVariable } from '../contract/index.ts'

/** What a process says once about its models. */
export interface ModelSettings {
  /** Lets the offline stand-in answer when there is neither key nor base URL; default false. */
  offline?: boolean
  /** Where keys, base URLs and model names are looked up; default `process.env`, read at each look-up. */
  environment?: NodeJS.ProcessEnv
  /** How often a call is repeated; default 4 after faults and lost connections, 8 after refusals for too many calls. */
  maxRetries?: number
}

let current: ModelSettings = {}

/** Sets the process's settings; what is left out takes its default again. */
export function configureModels(settings: ModelSettings): void {
  current = { ...settings }
}

/** True when the offline stand-in may answer: by setting, or by VITEST_JUDGE_OFFLINE=1. */
export function offlineAllowed(): boolean {
  return current.offline === true || ['1', 'true'].includes(variable('VITEST_JUDGE_OFFLINE') ?? '')
}

/** How often a call is repeated after it failed, or was refused because there were too many. */
export function maxRetries(why: 'failed' | 'refused' = 'failed'): number {
  return current.maxRetries ?? (why === 'refused' ? 8 : 4)
}

/** A variable of the configured environment; undefined when it is not set or blank. */
export function variable(name: EnvironmentVariable): string | undefined {
  return (current.environment ?? process.env)[name]?.trim() || undefined
}
