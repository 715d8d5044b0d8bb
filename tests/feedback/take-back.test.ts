import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Feedback } from '../../src/contract/index.ts'
import { linesOf, type NewFeedback, standingFeedback, takeBack, timeAfter } from '../../src/feedback/index.ts'

const ann = { type: 'HUMAN', name: 'ann' } as const
const spoken = { sampleId: 's1', source: ann }
const time = '2026-11-25T09:00:00.000Z'

/** A log that is only ever appended to, as the commands do. */
function logOf() {
  const lines: Feedback[] = []
  const add = (line: NewFeedback) => lines.push({ id: `f-${lines.length}`, ...line })
  return {
    lines,
    say: (value: string, more: Partial<NewFeedback> = {}) => {
      const line = { sampleId: 's1', rowId: 'r1', judge: 'polite', value, source: ann, ...more }
      add({
        ...line,
        time: timeAfter(linesOf(lines, { sampleId: line.sampleId, source: line.source }), time),
      })
    },
    undo: () => {
      const line = takeBack(lines, spoken, time)
      if (line !== undefined) add(line)
      return line !== undefined
    },
    stands: () =>
      standingFeedback(lines)
        .filter(
          ({ sampleId, source }) => sampleId === 's1' && source.type === 'HUMAN' && source.name === 'ann',
        )
        .map(({ value, rationale }) => (rationale === undefined ? value : `${String(value)}: ${rationale}`)),
  }
}

test('what was said before stands again, with its reason, and each undo goes one further back', () => {
  const { say, undo, stands, lines } = logOf()
  say('yes', { rationale: 'Kind.', pickedBy: 'verdict', blind: true })
  say('no')
  say('no', { rationale: 'Rude.' })
  expect([undo(), stands()]).toEqual([true, ['no']])
  expect([undo(), stands()]).toEqual([true, ['yes: Kind.']])
  expect(lines.at(-1)).toEqual({
    id: 'f-4',
    sampleId: 's1',
    rowId: 'r1',
    judge: 'polite',
    value: 'yes',
    rationale: 'Kind.',
    source: ann,
    time: '2026-11-25T09:00:00.004Z',
    pickedBy: 'verdict',
    blind: true,
    supersedes: 'f-3',
  })
  expect([undo(), stands()]).toEqual([true, []])
  expect(undo()).toBe(false)
  say('no')
  expect(stands()).toEqual(['no'])
  expect([undo(), stands()]).toEqual([true, []])
  expect(undo()).toBe(false)
})

test('others are left alone, and a retraction of another kind ends what can be taken back', () => {
  const { say, undo, stands, lines } = logOf()
  say('yes', { source: { type: 'HUMAN', name: 'bob' } })
  say('yes', { source: { type: 'CODE', name: 'ann' } })
  say('yes', { sampleId: 's2' })
  expect(undo()).toBe(false)
  say('yes')
  say('no', { retracted: true })
  expect([stands(), undo()]).toEqual([[], false])
  expect(standingFeedback(lines)).toHaveLength(3)
})

test('a correction that supersedes, as MLflow writes it, is taken back to what it corrected', () => {
  const { say, undo, stands } = logOf()
  say('yes')
  say('no', { supersedes: 'f-0' })
  expect([undo(), stands()]).toEqual([true, ['yes']])
  expect([undo(), stands()]).toEqual([true, []])
})

test('the new line is the later one, whatever the clock says', () => {
  const own = [{ time: '2030-01-01T00:00:00Z' }, { time: '2026-01-01T00:00:00Z' }] as Feedback[]
  expect(timeAfter(own, time)).toBe('2030-01-01T00:00:00.001Z')
  expect(timeAfter([], time)).toBe(time)
  expect(timeAfter(own, '2031-01-01T00:00:00Z')).toBe('2031-01-01T00:00:00Z')
})

test('any labels and undos leave what a stack of them would', () => {
  const step = fc.oneof(fc.constantFrom('yes', 'no'), fc.constant(undefined))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const { say, undo, stands } = logOf()
      const stack: string[] = []
      for (const value of steps) {
        if (value !== undefined) {
          say(value)
          stack.push(value)
        } else expect(undo()).toBe(stack.pop() !== undefined)
        expect(stands()).toEqual(stack.slice(-1))
      }
    }),
  )
})
