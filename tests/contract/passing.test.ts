import { expect, test } from 'vitest'
import { passing } from '../../src/contract/index.ts'
import type { JudgeValue, Passes, ValueType } from '../../src/contract/index.ts'

function passed(valueType: ValueType, values: JudgeValue[], passes?: Passes): JudgeValue[] | undefined {
  const predicate = passing({ valueType, ...(passes === undefined ? {} : { passes }) })
  return predicate === undefined ? undefined : values.filter(predicate)
}

const scale: ValueType = { type: 'number', min: 1, max: 5, integer: true }

test('yes, true and pass in any case pass by themselves', () => {
  expect(passed({ type: 'label', values: ['Yes', 'no'] }, ['Yes', 'no'])).toEqual(['Yes'])
  expect(passed({ type: 'label', values: ['PASS', 'fail'] }, ['PASS', 'fail'])).toEqual(['PASS'])
  expect(passed({ type: 'label', values: ['true', 'false'] }, ['true', 'false'])).toEqual(['true'])
  expect(passed({ type: 'boolean' }, [true, false])).toEqual([true])
})

test('other labels, numbers and text do not say which values pass', () => {
  expect(passed({ type: 'label', values: ['good', 'bad'] }, [])).toBeUndefined()
  expect(passed(scale, [])).toBeUndefined()
  expect(passed({ type: 'text' }, [])).toBeUndefined()
})

test('passes decides where it is given', () => {
  expect(passed({ type: 'label', values: ['yes', 'no'] }, ['yes', 'no'], ['no'])).toEqual(['no'])
  expect(passed(scale, [1, 3, 4, 5], { atLeast: 4 })).toEqual([4, 5])
  expect(passed(scale, [1, 3, 4, 5], { atMost: 3 })).toEqual([1, 3])
  expect(passed(scale, ['5'], { atLeast: 4 })).toEqual([])
  expect(passed({ type: 'boolean' }, [true, false], [false])).toEqual([false])
})
