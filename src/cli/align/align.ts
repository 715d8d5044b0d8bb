import { VitestJudgeError } from '../../contract/index.ts'
import { readRun } from '../../run/index.ts'
import { countingCalls } from './calls.ts'
import type { AlignResult } from './result.ts'
import { alignTarget, type AlignFlags } from './target.ts'
import { describeAlignment, describeNotice } from './text.ts'
import { say, type CommandContext } from '../context.ts'
import { fit } from '../fit.ts'
import { findTargets, type Target } from '../targets.ts'

/**
 * `align`: feedback and mismatches of a run become memory; says what was learned from what. Ends with 3 where samples had
 * to be left out.
 */
export async function align(flags: AlignFlags, context: CommandContext): Promise<void> {
  const run = await readRun(context.root, flags.run)
  const targets = findTargets(context.root, run, flags.judge)
  checkFeedbackSource(flags, targets)
  const results: AlignResult[] = []
  for (const target of targets) {
    const notify = (notice: string) => {
      if (!flags.json) describeNotice(target.name, notice, context)
    }
    const result = await countingCalls(run.prices, () => alignTarget(target, flags, context, notify))
    results.push(result)
    if (result.leftOut.length > 0 || result.lessons.unusable.length > 0) context.exit(3)
    if (!flags.json) describeAlignment(result, flags, context)
  }
  if (flags.json) {
    say(context, JSON.stringify(results.map(toJson), null, 2))
    return
  }
  if (flags.dryRun) say(context, 'Dry run: nothing was written.')
  else if (results.some(({ changed }) => changed)) {
    for (const text of fit(
      'Next: npx vitest run evals -u (review the instructions, then judge again)',
      context.width,
    ))
      say(context, text)
  }
}

/** A file of feedback names no judge, so it can only be meant for one. */
function checkFeedbackSource({ feedback }: AlignFlags, targets: readonly Target[]): void {
  if (feedback === 'auto' || feedback === 'none' || targets.length === 1) return
  throw new VitestJudgeError('invalid-usage', {
    message: `The feedback in ${feedback} could be meant for any of ${targets.map(({ name }) => name).join(', ')}; expected one judge.`,
    hint: `Say which: npx vitest-judge align --feedback ${feedback} --judge ${targets[0]?.name ?? '<name>'}.`,
  })
}

function toJson({ lessons, allGuidelines: _, ...rest }: AlignResult) {
  const ids = (episodes: readonly { sampleId: string }[]) => episodes.map(({ sampleId }) => sampleId)
  const { added, changed, retracted, kept, unmatched, alike, overruled, unusable } = lessons
  return {
    ...rest,
    samples: {
      added: ids(added),
      changed: ids(changed),
      retracted: ids(retracted),
      kept: kept.length,
      unmatched,
      alike,
    },
    overruled,
    unusable,
  }
}
