import type { Memory } from '../../contract/index.ts'
import { alignedInstructions } from '../instructions.ts'

const heading = '\n## Guidelines ('

/**
 * The text of a judge's snapshot after its memory has forgotten something: what the memory adds is written anew where
 * the snapshot was that of the memory before; where it was not, which a person has to review anyhow, only the lines go
 * that the memory no longer makes.
 */
export function snapshotAfter(text: string, before: Memory, after: Memory): string {
  const old = taughtPart(alignedInstructions(before.judge, before))
  const now = taughtPart(alignedInstructions(after.judge, after))
  const own = text.replaceAll('\r\n', '\n').trimEnd()
  if (own.endsWith(old.trimEnd())) return own.slice(0, own.length - old.trimEnd().length) + now
  const left = new Set(now.split('\n'))
  const gone = new Set(old.split('\n').filter((line) => line.startsWith('- ') && !left.has(line)))
  return text
    .split('\n')
    .filter((line) => !gone.has(line.trimEnd()))
    .join('\n')
}

/** From the heading of the guidelines to the end: the part that the memory makes. */
function taughtPart(instructions: string): string {
  return instructions.slice(instructions.lastIndexOf(heading))
}
