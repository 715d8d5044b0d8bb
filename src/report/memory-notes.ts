import { percent } from '../agreement/index.ts'
import type { RunSuite } from '../contract/index.ts'
import { count, points, signedPoints } from './format.ts'
import type { Remark } from './remark.ts'

/** How the aligned judges of a suite stood with the memories that they had in the run before. */
export function memoryNotes({ judges }: RunSuite): Remark[] {
  return judges.flatMap(({ id, memory, before }): Remark[] => {
    if (memory === undefined || before === undefined) return []
    const { rows, accuracy, accuracyBefore, low, high } = before
    const difference = accuracy - accuracyBefore
    const figures = `${percent(accuracy)} of the same ${count(rows, 'held-out row')}, ${percent(accuracyBefore)} before, ${signedPoints(difference)} points [${points(low)}, ${points(high)}]`
    const back = `: npx vitest-judge memory rollback ${version(before.memory)} goes back`
    const worse = high < 0 ? `; it got worse${back}` : difference < 0 ? `; not shown to be worse${back}` : ''
    return [
      {
        text: `${id} has version ${version(memory)} of its memory, after ${version(before.memory)}: ${figures}${worse}.`,
        tone: high < 0 ? 'bad' : 'plain',
      },
    ]
  })
}

/** The id of a version, as `memory versions` lists it. */
function version(fingerprint: string): string {
  return fingerprint.slice(0, 12)
}
