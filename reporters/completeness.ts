import type { TestModule, TestRunEndReason, Vitest } from 'vitest/node'
import { projectPath } from '../src/io/index.ts'
import { filesReason, shardReason } from '../src/run/index.ts'

/** What tells whether all rows of all eval files were run. */
export interface RunShape {
  vitest: Vitest
  reason: TestRunEndReason
  /** The modules that ran. */
  modules: readonly TestModule[]
  /** Absolute paths of all eval files of the project. */
  evalFiles: readonly string[]
}

/** Which part of a run this is; undefined for a whole one, as `--shard=1/1` asks for. */
export function shardOf({ config }: Vitest): { index: number; count: number } | undefined {
  const { shard } = config
  return shard === undefined || shard.count === 1 ? undefined : { index: shard.index, count: shard.count }
}

/** Why a run covers only a part of the rows, in words; empty for a complete one. */
export function partialReasons({ vitest, reason, modules, evalFiles }: RunShape): string[] {
  const { config } = vitest
  const shard = shardOf(vitest)
  const ran = new Set(modules.map(({ moduleId }) => moduleId))
  const missing = evalFiles.filter((file) => !ran.has(file)).map((file) => projectPath(config.root, file))
  const failed = modules
    .filter((module) => module.errors().length > 0)
    .map(({ moduleId }) => projectPath(config.root, moduleId))
  return [
    ...(reason === 'interrupted' ? ['the run was interrupted'] : []),
    ...(shard === undefined ? [] : [shardReason(shard)]),
    ...(config.testNamePattern === undefined
      ? []
      : [`only tests named like ${String(config.testNamePattern)} were run`]),
    ...(config.watch ? ['Vitest is watching'] : []),
    ...(failed.length === 0 ? [] : [`${failed.join(', ')} could not be loaded`]),
    ...(missing.length === 0 || shard !== undefined ? [] : [filesReason(missing, evalFiles.length)]),
  ]
}

/**
 * True for a shard of a run that eval files were asked of, whether any fell to this shard or none: it writes a run
 * file in both cases, so that all shards can be accounted for.
 */
export async function isEvalShard({
  vitest,
  evalFiles,
}: Pick<RunShape, 'vitest' | 'evalFiles'>): Promise<boolean> {
  if (shardOf(vitest) === undefined) return false
  // The field is not in Vitest's types.
  const { filenamePattern } = vitest as unknown as { filenamePattern?: string[] }
  const asked = await vitest.globTestSpecifications(filenamePattern)
  return asked.some(({ moduleId }) => evalFiles.includes(moduleId))
}

/** True when blobs were merged and the rows of an eval file are missing: a shard was lost. */
export function isShardMissing({ vitest, modules, evalFiles }: RunShape): boolean {
  const ran = new Set(modules.map(({ moduleId }) => moduleId))
  return Boolean(vitest.config.mergeReports) && evalFiles.some((file) => !ran.has(file))
}
