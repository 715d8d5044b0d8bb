import { type JudgeValue, type Sample, VitestJudgeError } from '../contract/index.ts'
import type { ChangedSample, ProbeContext, SampleProbe } from './probe.ts'
import { changedPart } from './changed-part.ts'

/** What a probe made of a sample, ready to be judged; or why it made nothing of it. */
export type SampleChange =
  | {
      kind: 'changed'
      /** The changed sample; with the id of the one it was made of. */
      sample: Sample
      expected?: (base: JudgeValue) => JudgeValue
      /** For `AuditTrial.change`: at most 300 characters. */
      change: string
    }
  | { kind: 'does-not-apply'; reason: string }

/** The longest text of `AuditTrial.change`. */
const longestChange = 300

/**
 * Has a probe change a sample. One that comes back as it was does not apply.
 *
 * @throws VitestJudgeError `invalid-options` where the probe gives neither a sample nor undefined; and what the probe
 * throws
 */
export async function changeSample(
  probe: SampleProbe,
  sample: Sample,
  context: ProbeContext,
): Promise<SampleChange> {
  const made: unknown = await probe.change(sample, context)
  if (made === undefined) return notApplied('there is nothing to change in the sample')
  if (typeof made === 'object' && made !== null) {
    if ('doesNotApply' in made) return notApplied(String(made.doesNotApply))
    if ('inputs' in made && 'outputs' in made) return compared(sample, made as ChangedSample)
  }
  throw new VitestJudgeError('invalid-options', {
    message: `The probe ${JSON.stringify(probe.name)} gave ${describe(made)} for the sample of row ${JSON.stringify(sample.rowId)}; a changed sample or undefined was expected.`,
    hint: 'Give the sample with what is changed: (sample) => ({ ...sample, outputs: … }).',
  })
}

function compared(before: Sample, { expected, change, ...after }: ChangedSample): SampleChange {
  if (contentOf(before) === contentOf(after)) return notApplied('the probe leaves the sample as it is')
  return {
    kind: 'changed',
    sample: { ...after, id: before.id, rowId: before.rowId },
    ...(expected !== undefined && { expected }),
    change: shortChange(change ?? changedPart(before, after)),
  }
}

function contentOf({ inputs, outputs, expectations, conversation, trace }: Sample): string {
  return JSON.stringify([inputs, outputs, expectations, conversation, trace])
}

function notApplied(reason: string): SampleChange {
  return { kind: 'does-not-apply', reason }
}

/** A text as `AuditTrial.change` holds it: at most 300 characters. */
export function shortChange(text: string): string {
  const characters = Array.from(text)
  return characters.length <= longestChange ? text : `${characters.slice(0, longestChange - 1).join('')}…`
}

function describe(made: unknown): string {
  const text = JSON.stringify(made) ?? String(made)
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`
}
