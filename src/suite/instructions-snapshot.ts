import { join } from 'node:path'
import type { AlignedJudge } from '../align/index.ts'
import type { Host } from './host.ts'
import { contextOf } from './recorder.ts'

/**
 * Registers the test that holds an aligned judge's instructions against `__snapshots__/<judge>.aligned.md`, by
 * Vitest's own file snapshots: `-u` accepts, CI writes nothing.
 */
export function registerSnapshot({ test, config }: Host, judge: AlignedJudge): void {
  test(`instructions of ${judge.id}`, { concurrent: false }, async ({ task, expect, skip }) => {
    const context = contextOf(task, config)
    const text = await judge.instructions(context)
    if (text === undefined) skip(`${judge.id} has no memory yet`)
    const path = join(context.evalFolder, '__snapshots__', `${judge.name}.aligned.md`)
    await expect(
      text,
      `The instructions of ${judge.id} have changed; review them and accept with -u.`,
    ).toMatchFileSnapshot(path)
  })
}
