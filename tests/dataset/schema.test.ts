import type { StandardSchemaV1 } from '@standard-schema/spec'
import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import type { Row } from '../../src/contract/index.ts'
import { loadRows } from '../../src/dataset/index.ts'
import { failureOf, temporaryFile } from './support.ts'

const schema = z.object({
  inputs: z.object({ text: z.string() }),
  expectations: z.object({ label: z.enum(['X', 'Y']) }),
})

test('types rows by the schema and keeps all that it does not name', async () => {
  const path = await temporaryFile(
    'rows.jsonl',
    '{"id":1,"inputs":{"text":"a","more":1},"expectations":{"label":"X"},"group":"g","tags":["t"],"weight":2,"pickedBy":"random"}',
  )
  const rows = await loadRows(path, { schema })
  expectTypeOf(rows).toEqualTypeOf<Row<{ text: string }, { label: 'X' | 'Y' }>[]>()
  expect(rows).toEqual([
    {
      id: '1',
      inputs: { text: 'a' },
      expectations: { label: 'X' },
      group: 'g',
      tags: ['t'],
      weight: 2,
      pickedBy: 'random',
    },
  ])
})

test('checks after mapping, and takes what the schema makes of a row', async () => {
  const path = await temporaryFile('rows.csv', 'n\n3\n')
  const numbers = z.object({ inputs: z.object({ n: z.coerce.number() }) })
  const rows = await loadRows(path, { fields: { id: 'n', inputs: ['n'] }, schema: numbers })
  expectTypeOf(rows).toEqualTypeOf<Row<{ n: number }, undefined>[]>()
  expect(rows).toEqual([{ id: '3', inputs: { n: 3 } }])
})

test('types rows of an array without a schema', async () => {
  const rows = await loadRows([{ inputs: { text: 'a' }, expectations: { label: 'X' } }])
  expectTypeOf(rows).toEqualTypeOf<Row<{ text: string }, { label: string }>[]>()
  expect(rows[0]?.inputs.text).toBe('a')
})

test('types expectations that may be absent', async () => {
  const optional = z.object({ inputs: z.string(), expectations: z.string().optional() })
  const rows = await loadRows([{ id: 'a', inputs: 'x' }], { schema: optional })
  expectTypeOf(rows).toEqualTypeOf<Row<string, string | undefined>[]>()
  expect(rows).toEqual([{ id: 'a', inputs: 'x' }])
})

test('names line, path, what was received and what was expected', async () => {
  const path = await temporaryFile(
    'rows.jsonl',
    '{"inputs":{"text":"a"},"expectations":{"label":"X"}}\n\n{"inputs":{"text":5},"expectations":{"label":"Z"}}',
  )
  expect(await failureOf(loadRows(path, { schema }))).toMatchInlineSnapshot(`
    "invalid-rows: …/rows.jsonl:3 does not fit the schema: at inputs.text received 5; the schema says "Invalid input: expected string, received number" (and 1 more).
      → Correct the row or the schema."
  `)
})

test('works with any Standard Schema, also one that takes its time', async () => {
  const shouting = {
    '~standard': {
      version: 1,
      vendor: 'own',
      validate: async (value) => {
        const { inputs } = value as { inputs: string }
        return inputs === inputs.toUpperCase()
          ? { value: { inputs: inputs.toLowerCase() } }
          : { issues: [{ message: 'shout', path: [{ key: 'inputs' }] }] }
      },
    },
  } satisfies StandardSchemaV1<unknown, { inputs: string }>
  expect((await loadRows([{ inputs: 'LOUD' }], { schema: shouting })).map(({ inputs }) => inputs)).toEqual([
    'loud',
  ])
  expect(await failureOf(loadRows([{ inputs: 'low' }], { schema: shouting }))).toMatchInlineSnapshot(`
    "invalid-rows: rows[0] does not fit the schema: at inputs received "low"; the schema says "shout".
      → Correct the row or the schema."
  `)
})

test('refuses a schema whose output is not a row', async () => {
  const broken = z.object({ inputs: z.string() }).transform(({ inputs }) => inputs)
  expect(await failureOf(loadRows([{ inputs: 'a' }], { schema: broken }))).toMatch(
    /^invalid-rows: rows\[0\] is not a valid row: received "a"; expected an object with `inputs`/,
  )
})
