import type { JudgeDefinition, JudgeValue, Sample } from '../contract/index.ts'

/** What a probe may know and ask besides the sample. */
export interface ProbeContext {
  /** The judge that is audited. */
  judge: JudgeDefinition
  /** The sample's place among those of the audit, from 0 on: for probes that take turns among several changes. */
  index: number
  /** From 0 on, where a sample is tried several times. */
  repeat: number
  /**
   * Has a model write a text; the answer is recorded, so that it is the same next time. Only as often as the probe's
   * `writes` says.
   */
  write: (prompt: string) => Promise<string>
}

/** The sample with something changed that must not change the verdict. */
export interface ChangedSample extends Sample {
  /**
   * What a judge that does not mind the change says of it, where that is not what it said of the sample as it is: the
   * other place, of a judge that says which of two answers is better.
   */
  expected?: (base: JudgeValue) => JudgeValue
  /** What was changed, in words; default: the changed part of the text. */
  change?: string
}

/** Why a probe has nothing to change in a sample. */
export interface DoesNotApply {
  /** A clause without a full stop, such as `the outputs are no text`. */
  doesNotApply: string
}

/** A probe that changes the sample: a pure function, but for what it has written. */
export interface SampleProbe {
  kind: 'sample'
  /** Such as `verbosity`: the key in gates. */
  name: string
  /** What it changes, a clause without a full stop. */
  description: string
  /** How many texts it has a model write for each sample, so that its cost is known beforehand; default 0. */
  writes?: number
  /** The changed sample; undefined, or why, where there is nothing to change in this one. */
  change: (
    sample: Sample,
    context: ProbeContext,
  ) => ChangedSample | DoesNotApply | undefined | Promise<ChangedSample | DoesNotApply | undefined>
}

/** What of a judge is changed, its samples staying as they are. */
export type JudgeVariant =
  | 'instructions'
  | 'example-order'
  | 'guideline-order'
  | 'nearest-example'
  | 'flipped-example'
  | 'other-seed'

/** A probe that changes the judge: its instructions or its memory. */
export interface JudgeProbe {
  kind: 'judge'
  /** Such as `exampleOrder`: the key in gates. */
  name: string
  /** What it changes, a clause without a full stop. */
  description: string
  variant: JudgeVariant
}

/** What an audit tries on a judge: a change that must not change its verdicts. */
export type Probe = SampleProbe | JudgeProbe

/**
 * A probe of one's own. `change` gives the changed sample, and undefined where there is nothing to change:
 *
 *     const shouting = probe('shouting', 'the answer in capitals', (sample) => ({
 *       ...sample,
 *       outputs: String(sample.outputs).toUpperCase(),
 *     }))
 *
 * One that has a model write something says how often: `probe(name, description, change, { writes: 1 })`.
 */
export function probe(
  name: string,
  description: string,
  change: SampleProbe['change'],
  options: Pick<SampleProbe, 'writes'> = {},
): SampleProbe {
  return { kind: 'sample', name, description, change, ...options }
}
