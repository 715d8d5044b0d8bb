import { type Run, VitestJudgeError } from '../contract/index.ts'

/** What a run file is that holds one shard of several, in words; undefined for a whole run. */
export function loneShardText({ shard }: Pick<Run, 'shard'>): string | undefined {
  if (shard === undefined || shard.count === 1) return undefined
  return `shard ${shard.index} of ${shard.count} alone: give the run files of all shards`
}

/**
 * Checks that a run is not one shard of several, by which nothing is decided.
 * @throws VitestJudgeError `cannot-merge`; `hint` is its next command
 */
export function refuseLoneShard(run: Run, hint: string): void {
  const text = loneShardText(run)
  if (text === undefined) return
  throw new VitestJudgeError('cannot-merge', { message: `The run ${run.id} is ${text}.`, hint })
}
