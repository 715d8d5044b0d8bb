import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, contentHash, hashFraction, sha256 } from '../../src/io/index.ts'

/** The same value with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, part]) => [key, reversed(part)]),
  )
}

test('writes sorted keys and no white space', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true, 10: 0, 9: 0 })).toBe(
    '{"9":0,"10":0,"a":true,"b":[1,{"c":"x","d":null}]}',
  )
  expect(canonicalJson(undefined)).toBe('undefined')
  expect(canonicalJson({ gone: undefined, day: new Date(0) })).toBe('{"day":"1970-01-01T00:00:00.000Z"}')
})

test('gives equal text for equal values whatever the order of keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))
      expect(JSON.stringify(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value))
      expect(contentHash(reversed(value))).toBe(contentHash(value))
    }),
  )
})

test('keeps the order of arrays, and tells apart what differs', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
      const same = canonicalJson(left) === canonicalJson(right)
      expect(contentHash(left) === contentHash(right)).toBe(same)
    }),
  )
  expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]))
  expect(contentHash('1')).not.toBe(contentHash(1))
})

test('hashes as SHA-256 does', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(sha256('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c')
  expect(contentHash({ a: 1 })).toBe(sha256('{"a":1}').slice(0, 16))
})

test('gives fractions from 0 to under 1, spread evenly', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const fraction = hashFraction(text)
      expect(fraction).toBe(hashFraction(text))
      expect(fraction).toBeGreaterThanOrEqual(0)
      expect(fraction).toBeLessThan(1)
    }),
  )
  expect(hashFraction('abc')).toBe(0xba7816bf8f01c / 2 ** 52)
  const tenths = Array.from({ length: 10 }, () => 0)
  for (let n = 0; n < 5000; n++) {
    const tenth = Math.floor(hashFraction(`text ${n}`) * 10)
    tenths[tenth] = (tenths[tenth] ?? 0) + 1
  }
  for (const count of tenths) expect(Math.abs(count - 500)).toBeLessThan(100)
})
