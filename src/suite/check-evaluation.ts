import { passing, refuseUnknownKeys, VitestJudgeError } from '../contract/index.ts'
import type { EvaluateOptions } from './evaluate-options.ts'
import { missingPasses } from './matchers.ts'

const knownOptions = Object.keys({
  rows: true,
  predict: true,
  truth: true,
  truthFrom: true,
  judges: true,
  conversation: true,
  trace: true,
  assert: true,
  maxUnscored: true,
  repeats: true,
  timeoutMs: true,
  test: true,
} satisfies Record<keyof EvaluateOptions<unknown, unknown, unknown>, true>)

/**
 * Checks what `evaluate` was given, before any test is registered.
 * @throws VitestJudgeError saying what to write instead
 */
export function checkEvaluation<Inputs, Outputs, Expectations>(
  name: string,
  options: EvaluateOptions<Inputs, Outputs, Expectations>,
): void {
  const { rows, predict, truth, judges, assert, maxUnscored, repeats, timeoutMs } = options
  const where = `evaluate(${JSON.stringify(name)})`
  const wrong = (message: string, hint: string) =>
    new VitestJudgeError('invalid-options', { message: `${where} ${message}`, hint })
  if (typeof name !== 'string' || name.trim() === '')
    throw wrong('has no name; expected a text.', "Write evaluate('My evaluation', { ... }).")
  refuseUnknownKeys(where, options, knownOptions)
  if (!Array.isArray(rows)) {
    throw wrong(
      `has rows ${describeValue(rows)}; expected an array.`,
      "Write rows: await loadRows(new URL('./rows.jsonl', import.meta.url)).",
    )
  }
  if (rows.length === 0) {
    throw new VitestJudgeError('no-rows', {
      message: `${where} has no rows; expected at least one.`,
      hint: 'Check the file or filter that the rows come from.',
    })
  }
  if (typeof predict !== 'function')
    throw wrong(
      `has predict ${describeValue(predict)}; expected a function.`,
      'Write predict: (inputs) => answer(inputs).',
    )
  if (
    !Array.isArray(judges) ||
    judges.length === 0 ||
    judges.some((judge) => typeof judge?.judge !== 'function')
  ) {
    throw wrong(
      `has judges ${describeValue(judges)}; expected one or more judges.`,
      'Write judges: [makeJudge({ ... })].',
    )
  }
  checkShare(maxUnscored, 'maxUnscored')
  if (repeats !== undefined && !(Number.isInteger(repeats) && repeats >= 1 && repeats <= 100)) {
    throw wrong(
      `has repeats ${describeValue(repeats)}; expected a whole number from 1 to 100.`,
      'Write repeats: 3 to ask every judge three times, or leave it out for once.',
    )
  }
  if (timeoutMs !== undefined && !(timeoutMs > 0))
    throw wrong(`has timeoutMs ${timeoutMs}; expected a number above 0.`, 'Leave it out for 60,000.')
  const ids = judges.map(({ id }) => id)
  const double = ids.find((id, index) => ids.indexOf(id) !== index)
  if (double !== undefined) {
    throw new VitestJudgeError('duplicate-judge', {
      message: `${where} has two judges of the id ${double}; expected each id once.`,
      hint: 'Give one of them another name.',
    })
  }
  if (typeof truth === 'object') checkTruthNames(where, Object.keys(truth), judges)
  if (assert === 'agree' && truth === undefined) {
    throw new VitestJudgeError('missing-truth', {
      message: `${where} asserts 'agree' and has no truth.`,
      hint: "Add truth: ({ outputs, expectations }) => (outputs.label === expectations.label ? 'yes' : 'no').",
    })
  }
  for (const judge of judges) {
    const definition = judge.describe()
    if (assert === 'pass' && passing(definition) === undefined) throw missingPasses(judge)
  }

  function checkShare(share: number | undefined, option: string): void {
    if (share === undefined || (share >= 0 && share <= 1)) return
    throw wrong(`has ${option} ${share}; expected a share from 0 to 1.`, `Write ${option}: 0.05 for 5 %.`)
  }
}

function checkTruthNames(
  where: string,
  names: readonly string[],
  judges: EvaluateOptions<unknown, unknown, unknown>['judges'],
): void {
  const known = new Set(judges.map((judge) => judge.name))
  const unknown = names.find((name) => !known.has(name))
  if (unknown === undefined) return
  throw new VitestJudgeError('unknown-judge', {
    message: `${where} has a truth for ${unknown}; expected the name of one of its judges: ${[...known].join(', ')}.`,
    hint: 'Correct the name; an aligned judge shares the name of its base.',
  })
}

function describeValue(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (value instanceof Promise) return 'a promise (await it)'
  return Array.isArray(value) && value.length === 0
    ? 'an empty list'
    : (JSON.stringify(value)?.slice(0, 80) ?? String(value))
}
