import { expect, test } from 'vitest'
import { VitestJudgeError } from '../../src/contract/index.ts'
import { resolvePluginOptions, type PluginOptions } from '../../src/suite/plugin-options.ts'

function refusal(options: unknown): string {
  try {
    resolvePluginOptions(options as PluginOptions)
  } catch (error) {
    if (VitestJudgeError.is(error)) return `${error.code}: ${error.message}`
  }
  return 'none'
}

test.for([
  [{ gaet: {} }, 'at the top, Unrecognized key: "gaet"', 'Write gate in place of gaet.'],
  [{ offLine: true }, 'at the top, Unrecognized key: "offLine"', 'Write offline in place of offLine.'],
  [
    { gate: { polite: { accurcy: 0.8 } } },
    'at gate.polite, Unrecognized key: "accurcy"',
    'Write accuracy in place of accurcy.',
  ],
  [
    { gate: { allowOfline: true } },
    'at gate.allowOfline, Invalid input: expected object, received boolean',
    'Write allowOffline in place of allowOfline.',
  ],
  [
    { gate: { polite: { slices: { de: { kapa: 0.8 } } } } },
    'at gate.polite.slices.de, Unrecognized key: "kapa"',
    'Write kappa in place of kapa.',
  ],
  [
    { verbose: true },
    'at the top, Unrecognized key: "verbose"',
    "Write, for example: judges({ gate: { 'my_judge@aligned': { accuracy: 0.8 } } }).",
  ],
  [
    { concurrency: 0 },
    'at concurrency, Too small: expected number to be >=1, received 0',
    'Write, for example: judges({ concurrency: 20 }).',
  ],
  [{ budget: { call: 3 } }, 'at budget, Unrecognized key: "call"', 'Write calls in place of call.'],
  [
    { budget: { calls: 0 } },
    'at budget.calls, Too small: expected number to be >0, received 0',
    'Write, for example: judges({ budget: { calls: 2000, tokens: 1_000_000, cost: 5 } }).',
  ],
  [
    { recordings: 'replays' },
    'at recordings.mode, Invalid option: expected one of "auto"|"replay"|"refresh"|"off", received "replays"',
    "Write, for example: judges({ recordings: { mode: 'auto', folder: 'evals/recordings' } }).",
  ],
  [
    { recordings: { foldr: 'evals/recordings' } },
    'at recordings, Unrecognized key: "foldr"',
    'Write folder in place of foldr.',
  ],
] as const)('%j is refused with what was meant', ([options, message, hint]) => {
  expect(refusal(options)).toBe(
    `invalid-options: judges(...) in the Vitest configuration: ${message}.\n  → ${hint}`,
  )
})

test('no options are options', () => {
  expect(refusal({})).toBe('none')
})

test('a mode alone is what recordings are', () => {
  expect(resolvePluginOptions({ recordings: 'replay' }).recordings).toEqual({ mode: 'replay' })
})
