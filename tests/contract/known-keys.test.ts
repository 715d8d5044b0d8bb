import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearestName, refuseUnknownKeys, VitestJudgeError } from '../../src/contract/index.ts'

const known = ['id', 'inputs', 'expectations', 'group', 'tags', 'weight', 'pickedBy']

test.for([
  ['pickedby', 'pickedBy'],
  ['picked_by', 'pickedBy'],
  ['wieght', 'weight'],
  ['WEIGHT', 'weight'],
  ['gruop', 'group'],
  ['groups', 'group'],
  ['tag', 'tags'],
  ['input', 'inputs'],
  ['expectation', 'expectations'],
  ['ID', 'id'],
  ['idx', undefined],
  ['k', undefined],
  ['outputs', undefined],
  ['label', undefined],
  ['text', undefined],
  ['source', undefined],
  ['', undefined],
] as const)('%s was meant to be %s', ([name, meant]) => {
  expect(nearestName(name, known)).toBe(meant)
})

test('of names as near, the first is meant', () => {
  expect(nearestName('passR', ['passA', 'passB'])).toBe('passA')
  expect(nearestName('passb', ['passA', 'passB'])).toBe('passB')
})

test('a name is always nearest to itself', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1 }), {
    selector: (name) => name.toLowerCase(),
    minLength: 1,
  })
  fc.assert(
    fc.property(names, (own) => {
      const name = own.at(-1) ?? ''
      expect(nearestName(name, own)).toBe(name)
    }),
  )
})

test('an unknown option is refused, with the one that was meant', () => {
  const refusal = (given: object) => {
    try {
      refuseUnknownKeys('aligned(polite)', given, ['memory', 'engine'])
    } catch (error) {
      if (VitestJudgeError.is(error)) return `${error.code}: ${error.message}`
    }
    return undefined
  }
  expect(refusal({})).toBeUndefined()
  expect(refusal({ memory: 'folder', engine: 'exact' })).toBeUndefined()
  expect(refusal({ memroy: 'folder' })).toBe(
    'invalid-options: aligned(polite) has the unknown option memroy; expected only memory, engine.\n' +
      '  → Write memory in place of memroy.',
  )
  expect(refusal({ k: undefined })).toBe(
    'invalid-options: aligned(polite) has the unknown option k; expected only memory, engine.\n  → Remove k.',
  )
})
