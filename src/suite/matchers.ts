import type { RunnerTestCase } from 'vitest'
import {
  passing,
  refuseUnknownKeys,
  VitestJudgeError,
  type JudgeValue,
  type Verdict,
} from '../contract/index.ts'
import type { Judge } from '../judge/index.ts'
import { calibrationLine, type PassJudgeOptions } from './calibration.ts'
import { failureText } from './failure-text.ts'
import type { RunningTest } from './host.ts'
import type { MatcherName } from './pending.ts'
import {
  addVerdict,
  attemptOf,
  contextOf,
  declareJudge,
  expectVerdict,
  forgetVerdict,
  reservePlace,
  suiteOf,
} from './recorder.ts'
import { host } from './require-host.ts'
import { prepareSample, type PreparedSample } from './sample.ts'
import { showVerdicts } from './shown-verdicts.ts'
import { checkedTruth, humanTruth, joinTruth } from './truth.ts'
import { verdictOf } from './verdicts.ts'

/** What a matcher answers Vitest with. */
export interface MatcherResult {
  pass: boolean
  message: () => string
  actual?: unknown
  expected?: unknown
}

/** What Vitest tells a matcher. */
export interface MatcherState {
  isNot?: boolean
  task?: Readonly<RunnerTestCase>
}

/** `expect({ ...row, outputs }).toPassJudge(judge)`. */
export async function toPassJudge(
  state: MatcherState,
  running: RunningTest,
  received: unknown,
  judge: Judge,
  options: PassJudgeOptions = {},
): Promise<MatcherResult> {
  checkJudge(judge, 'toPassJudge')
  refuseUnknownKeys(`toPassJudge(${judge.id}, ...)`, options, ['requireCalibration'])
  const passes = passing(judge.describe())
  if (passes === undefined) throw missingPasses(judge)
  const judged = await judgeAndRecord(running, received, judge, 'toPassJudge', options)
  const { prepared, verdict, truth, calibration } = judged
  if (verdict.outcome !== 'scored') return unusable(state, judge, prepared, verdict, truth)
  const pass = passes(verdict.value)
  const headline = `expected the answer ${pass ? 'not to' : 'to'} pass the judge ${judge.id}`
  return { pass, message: () => failureText(headline, prepared, verdict, truth, calibration) }
}

/** `expect({ ...row, outputs, truth }).toAgreeWithTruth(judge)`. */
export async function toAgreeWithTruth(
  state: MatcherState,
  running: RunningTest,
  received: unknown,
  judge: Judge,
): Promise<MatcherResult> {
  checkJudge(judge, 'toAgreeWithTruth')
  const { prepared, verdict, truth } = await judgeAndRecord(running, received, judge, 'toAgreeWithTruth')
  if (verdict.outcome !== 'scored') return unusable(state, judge, prepared, verdict, truth)
  const pass = verdict.value === truth
  const headline = `expected the judge ${judge.id} ${pass ? 'not to' : 'to'} agree with the truth`
  return {
    pass,
    message: () => failureText(headline, prepared, verdict, truth),
    actual: verdict.value,
    expected: truth,
  }
}

/** An unscored verdict fails the row with its reason, under `.not` too: it is neither a pass nor a fail. */
function unusable(
  { isNot }: MatcherState,
  judge: Judge,
  prepared: PreparedSample,
  verdict: Verdict,
  truth: JudgeValue | undefined,
): MatcherResult {
  const headline = `the judge ${judge.id} gave no verdict`
  return { pass: isNot === true, message: () => failureText(headline, prepared, verdict, truth) }
}

async function judgeAndRecord(
  running: RunningTest,
  received: unknown,
  judge: Judge,
  matcher: MatcherName,
  options?: PassJudgeOptions,
) {
  const { config } = host(matcher)
  const prepared = prepareSample(received, matcher, config.alignShare)
  const context = contextOf(running.task, config)
  const suite = suiteOf(running.task, config)
  reservePlace(running.task.file, suite, judge.id)
  const human = (await humanTruth(context.evalFolder, judge.describe())).get(prepared.sample.id)
  const known = joinTruth(checkedTruth(prepared.truth, judge.describe()), human, 'suite')
  if (matcher === 'toAgreeWithTruth' && known.truth === undefined) throw missingTruth(judge, prepared)
  await declareJudge(running.task.file, suite, judge, context)
  const calibration = options && (await calibrationLine(judge, context, options))
  const attempt = attemptOf(running, () => ({ shown: [], suite, row: prepared.row, judges: [] }))
  expectVerdict(running.task, judge.id)
  const verdict = await verdictOf(running, config, judge, prepared.sample, known.truth).catch(
    (error: unknown) => {
      forgetVerdict(running.task, judge.id)
      throw error
    },
  )
  if (
    attempt !== undefined &&
    attemptOf(running, () => ({ shown: [], suite, row: prepared.row, judges: [] })) === attempt
  ) {
    attempt.sampleId ??= prepared.sample.id
    attempt.outputs ??= prepared.sample.outputs ?? null
    addVerdict(attempt, { judge: judge.id, ...known, ...verdict })
    showVerdicts(running.task)
  }
  return { prepared, verdict, truth: known.truth, calibration }
}

/** The error of a matcher that ran where no test is. */
export function outsideTest(matcher: MatcherName, { task }: MatcherState): VitestJudgeError {
  return new VitestJudgeError('invalid-sample', {
    message: `expect(...).${matcher} was called outside a test${task === undefined ? '' : ` (${task.name})`}.`,
    hint: 'Call it inside test(...), and await it there.',
  })
}

/** The error of a test that ended before its matcher did. */
export function notAwaited(matcher: MatcherName): VitestJudgeError {
  return new VitestJudgeError('not-awaited', {
    message: `expect(...).${matcher}(...) was not awaited: the test ended before its verdict was known.`,
    hint: `Write await expect(...).${matcher}(...).`,
  })
}

function checkJudge(judge: unknown, matcher: MatcherName): void {
  if (typeof judge === 'object' && judge !== null && 'judge' in judge && 'describe' in judge) return
  throw new VitestJudgeError('invalid-judge', {
    message: `expect(...).${matcher} was given ${JSON.stringify(judge) ?? 'undefined'}; expected a judge.`,
    hint: `Write expect({ ...row, outputs }).${matcher}(makeJudge({ ... })).`,
  })
}

function missingTruth(judge: Judge, { sample }: PreparedSample): VitestJudgeError {
  return new VitestJudgeError('missing-truth', {
    message: `expect(...).toAgreeWithTruth(${judge.id}) knows no truth for the row ${sample.rowId}; expected truth: a value, or a person's feedback on this answer.`,
    hint: `Write await expect({ ...row, outputs, truth: 'yes' }).toAgreeWithTruth(${judge.name}).`,
  })
}

/** The error of a judge that does not tell which values pass. */
export function missingPasses(judge: Judge): VitestJudgeError {
  return new VitestJudgeError('missing-passes', {
    message: `Which values of ${judge.id} pass is not known: it answers with ${JSON.stringify(judge.describe().valueType)}; only yes, true and pass do by themselves.`,
    hint: "Say it in makeJudge: passes: 'good', passes: ['good', 'fair'] or passes: { atLeast: 4 }.",
  })
}
