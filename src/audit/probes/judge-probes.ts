import type { JudgeProbe, JudgeVariant } from '../probe.ts'

function judgeProbe(name: string, variant: JudgeVariant, description: string) {
  return (): JudgeProbe => ({ kind: 'judge', name, description, variant })
}

/** The probes that change the judge; all but the first are for judges with a memory. */
export const judgeProbes = {
  /** The instructions in other words, which a model writes. */
  paraphrase: judgeProbe('paraphrase', 'instructions', 'the instructions in other words'),
  /** The examples in the opposite order. */
  exampleOrder: judgeProbe('exampleOrder', 'example-order', 'the examples in the opposite order'),
  /** The guidelines in the opposite order. */
  guidelineOrder: judgeProbe('guidelineOrder', 'guideline-order', 'the guidelines in the opposite order'),
  /** Without the example that is nearest to the sample. */
  nearestExample: judgeProbe('nearestExample', 'nearest-example', 'the nearest example left out'),
  /** With the opposite verdict on the example that is nearest to the sample. */
  flippedExample: judgeProbe(
    'flippedExample',
    'flipped-example',
    'the verdict of one example turned into another',
  ),
  /** With a memory that was distilled from the same feedback in another order. */
  otherSeed: judgeProbe('otherSeed', 'other-seed', 'a memory distilled in another order'),
}
