import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toJson } from '../../src/run/index.ts'

class Point {
  readonly x = 1
  readonly #hidden = 2
  sum() {
    return this.x + this.#hidden
  }
}

describe('a value made JSON', () => {
  test.for<[string, unknown, unknown]>([
    ['a big integer', 12345678901234567890n, '12345678901234567890'],
    ['no number', Number.NaN, 'NaN'],
    ['infinity', [Infinity, -Infinity], ['Infinity', '-Infinity']],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a date that is none', new Date(Number.NaN), null],
    [
      'a map',
      new Map<unknown, unknown>([
        ['a', 1n],
        [2, new Map([['b', 3]])],
      ]),
      { a: '1', 2: { b: 3 } },
    ],
    ['a map with objects for keys', new Map([[{ a: 1 }, { b: 2 }]]), [[{ a: 1 }, { b: 2 }]]],
    ['a set', new Set([1, 'a', new Set([2])]), [1, 'a', [2]]],
    ['an error', new TypeError('no luck', { cause: 'c' }), { name: 'TypeError', message: 'no luck' }],
    ['an object of a class', new Point(), { x: 1 }],
    [
      'an object with toJSON',
      { toJSON: () => ({ when: new Date(0) }) },
      { when: '1970-01-01T00:00:00.000Z' },
    ],
    ['undefined', undefined, null],
    ['a function', () => 1, null],
    ['a symbol', Symbol('s'), null],
    ['such things in a list', [undefined, () => 1, Symbol('s')], [null, null, null]],
    [
      'such things in an object',
      { a: undefined, b: () => 1, c: Symbol('s'), [Symbol('d')]: 1, e: 1 },
      { e: 1 },
    ],
    ['null', null, null],
    ['minus zero', -0, 0],
    ['a boxed text', Object('text'), 'text'],
  ])('keeps %s as JSON can say it', ([, value, expected]) => {
    expect(toJson(value)).toStrictEqual(expected)
  })

  test('breaks every cycle where it closes', () => {
    const self: Record<string, unknown> = { a: 1 }
    self['self'] = self
    expect(toJson(self)).toEqual({ a: 1, self: '[circular]' })
    const list: unknown[] = [1]
    list.push({ list })
    expect(toJson(list)).toEqual([1, { list: '[circular]' }])
  })

  test('breaks cycles through maps, sets and toJSON too', () => {
    const map = new Map<string, unknown>()
    map.set('map', map)
    expect(toJson(map)).toEqual({ map: '[circular]' })
    const set = new Set<unknown>([1])
    set.add({ set })
    expect(toJson(set)).toEqual([1, { set: '[circular]' }])
    const owner: Record<string, unknown> = {}
    owner['index'] = new Map([['owner', owner]])
    expect(toJson(owner)).toEqual({ index: { owner: '[circular]' } })
    const shown = { toJSON: () => ({ inner: shown }) as unknown }
    expect(toJson({ shown })).toEqual({ shown: { inner: '[circular]' } })
  })

  test('keeps what is merely shared', () => {
    const shared = { deep: { x: [1] } }
    const pair = { one: shared, other: shared, again: [shared, { shared }], set: new Set([shared]) }
    expect(toJson(pair)).toEqual({ one: shared, other: shared, again: [shared, { shared }], set: [shared] })
    const date = new Date(0)
    expect(toJson([date, date])).toEqual(['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z'])
  })

  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
    withNullPrototype: true,
    withBoxedValues: true,
    withObjectString: false,
  })

  test('stays the same through JSON and through structured cloning', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const json = toJson(value)
        expect(JSON.parse(JSON.stringify(json))).toStrictEqual(json)
        expect(structuredClone(json)).toStrictEqual(json)
        expect(toJson(json)).toStrictEqual(json)
      }),
      { numRuns: 300 },
    )
  })

  test('is what JSON itself would keep of a JSON value, and never the same object', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = toJson(value)
        expect(json).toStrictEqual(JSON.parse(JSON.stringify(value)))
        if (typeof value === 'object' && value !== null) expect(json).not.toBe(value)
      }),
    )
  })
})
