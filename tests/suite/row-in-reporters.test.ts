import type { RunnerTestCase } from 'vitest'
import { expect, test } from 'vitest'
import type { RunVerdict } from '../../src/contract/index.ts'
import type { RowRecord } from '../../src/run/index.ts'
import { callersOf, withCallers } from '../../src/suite/call-site.ts'
import { showVerdicts } from '../../src/suite/shown-verdicts.ts'

const scored = (judge: string, value: string, truth?: string): RunVerdict => ({
  judge,
  outcome: 'scored',
  value,
  rationale: 'So it is.',
  model: 'm',
  latencyMs: 1,
  recorded: false,
  ...(truth !== undefined && { truth }),
})
const malformed: RunVerdict = { judge: 'c', outcome: 'unscored', reason: 'malformed', detail: 'no JSON' }
const unasked: RunVerdict = { judge: 'd', outcome: 'not-asked', reason: 'not-aligned', detail: 'run align' }

function shown(attempts: { [repeat: string]: RunVerdict[] }): string[] | undefined {
  const record: RowRecord = {
    suite: 'Suite',
    row: { id: 'row', split: 'align', tags: [], inputs: null },
    judges: ['a', 'b', 'c', 'd'],
    attempts: Object.fromEntries(
      Object.entries(attempts).map(([repeat, verdicts]) => [repeat, { retry: 0, verdicts }]),
    ),
  }
  const task = { meta: { vitestJudge: record } } as unknown as RunnerTestCase
  showVerdicts(task)
  return record.shown
}

test('a record shows a line for each judge, in their order, whoever answered first', () => {
  expect(shown({ 0: [unasked, malformed, scored('b', 'no', 'yes'), scored('a', 'yes', 'yes')] })).toEqual([
    '✓ a: yes',
    '✗ b: no, truth yes',
    '! c: unscored (malformed): no JSON',
    '! d: not asked (not-aligned): run align',
  ])
  expect(shown({ 0: [scored('a', 'yes')] })).toEqual(['· a: yes'])
})

test('a record shows which repeat said what, and no more than 20 lines', () => {
  const twice = { 0: [scored('a', 'yes', 'yes')], 1: [scored('a', 'no', 'yes')] }
  expect(shown(twice)).toEqual(['✓ a (repeat 1): yes', '✗ a (repeat 2): no, truth yes'])
  const often = Object.fromEntries(
    Array.from({ length: 30 }, (_, repeat) => [repeat, [scored('b', 'no'), scored('a', 'yes')]]),
  )
  expect(shown(often)).toHaveLength(20)
  expect(shown(often)?.at(-1)).toBe('· b (repeat 10): no')
})

test('a test without a record stays without one', () => {
  const task = { meta: {} } as RunnerTestCase
  showVerdicts(task)
  expect(task.meta).toEqual({})
})

test('an error is shown at the line from which a function was called, once', () => {
  const called = () => callersOf(called)
  const callers = called()
  expect(callers.split('\n')[0]).toContain('row-in-reporters.test.ts')
  expect(callers).not.toContain('callersOf')
  const error = new Error('late')
  const { stack = '' } = error
  expect(withCallers(withCallers(error, callers), callers)).toBe(error)
  expect(error.stack).toBe(`${stack}\n${callers}`)
  expect(withCallers('no error', callers)).toBe('no error')
})
