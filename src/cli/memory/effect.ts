import { resolve } from 'node:path'
import { percent, summariseSuite } from '../../agreement/index.ts'
import { hasRun, readRun, workFolder } from '../../run/index.ts'
import type { CommandContext } from '../context.ts'
import type { ChosenMemory } from './choice.ts'

/** What a memory did on held-out rows, by the latest run. */
export interface HeldOutEffect {
  suite: string
  run: string
  rows: number
  /** Accuracy without and with the memory on the same rows, in [0, 1]. */
  baseAccuracy: number
  alignedAccuracy: number
  /** 95 % interval of the difference. */
  low: number
  high: number
  /** Fingerprint of the memory that the run used. */
  memory: string
}

/** What the latest run says of a memory, one for each suite that measured its judge with and without it. */
export async function heldOutEffects(
  { judge, folder }: ChosenMemory,
  { root }: CommandContext,
): Promise<HeldOutEffect[]> {
  if (!(await hasRun(root, `${workFolder}/latest.json`))) return []
  const run = await readRun(root)
  return run.suites.flatMap((suite) => {
    const aligned = suite.judges.find(
      ({ id, memoryFolder, memory }) =>
        id === `${judge}@aligned` &&
        memory !== undefined &&
        memoryFolder !== undefined &&
        resolve(root, memoryFolder) === folder,
    )
    const found = summariseSuite(suite).comparisons.find((each) => each.aligned === aligned?.id)
    if (aligned?.memory === undefined || found?.comparison.kind !== 'value') return []
    const { rows, firstAccuracy, secondAccuracy, low, high } = found.comparison
    return [
      {
        suite: suite.name,
        run: run.id,
        rows,
        baseAccuracy: secondAccuracy,
        alignedAccuracy: firstAccuracy,
        low,
        high,
        memory: aligned.memory,
      },
    ]
  })
}

/** An effect in words; `present` is the memory's fingerprint as it stands. */
export function effectText(effect: HeldOutEffect, present: string): string {
  const { suite, rows, baseAccuracy, alignedAccuracy, low, high, memory } = effect
  const points = (share: number) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}`
  const which = memory === present ? '' : `, with the version ${memory.slice(0, 12)}`
  return `${percent(baseAccuracy)} without, ${percent(alignedAccuracy)} with it: ${points(alignedAccuracy - baseAccuracy)} points [${points(low)}, ${points(high)}] on ${rows} rows of ${suite}${which}`
}
