import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'
import { commandFolder } from './in-process.ts'

const folder = commandFolder()
const rows = [0, 1].flatMap((repeat) =>
  Array.from({ length: 50 }, (_, index) =>
    buildRow(`row-${index}`, [buildVerdict('helpful', 'yes', 'yes')], {
      repeat,
      split: index < 40 ? 'heldout' : 'align',
      outputs: `answer ${index}`,
      ...(index === 0 && { group: 'g', tags: ['t'], expectations: { label: 'A' } }),
    }),
  ),
)
const suite = (name: string) => buildSuite(name, [buildJudge('helpful')], rows)

beforeAll(async () => {
  const failed = buildRow('row-0', [], { error: 'Error: down' })
  const { outputs: _, ...without } = failed
  await folder.writeRuns(
    buildRun([suite('One'), suite('Two')], { id: 'two' }),
    buildRun([buildSuite('Empty', [buildJudge('helpful')], [without])], { id: 'empty' }),
    buildRun([suite('Support')], { id: 'first' }),
  )
})

const read = async (file: string) =>
  (await readFile(join(folder.root, file), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string })

test('anchors are the held-out rows of a run with their outputs, each once', async () => {
  expect(await folder.command('anchors', 'evals/anchors.jsonl')).toMatchObject({ exitCode: 0, stderr: '' })
  const written = await read('evals/anchors.jsonl')
  expect(written.map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, index) => `row-${index}`))
  expect(written[0]).toEqual({
    id: 'row-0',
    inputs: { text: 'To examine the effect of exercise on sleep.' },
    outputs: 'answer 0',
    expectations: { label: 'A' },
    group: 'g',
    tags: ['t'],
  })
})

test('so many are drawn alike each time, and a file that differs is kept', async () => {
  const draw = (...more: string[]) => folder.command('anchors', 'few.jsonl', ...more)
  const { stdout } = await draw('--count', '7')
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'compare tells no shift of a judge by fewer than 30 of them.',
  )
  const before = await read('few.jsonl')
  expect(before).toHaveLength(7)
  expect((await draw('--count', '7')).exitCode).toBe(0)
  expect(await draw('--count', '8')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('few.jsonl exists and holds other anchors') as string,
  })
  expect(await read('few.jsonl')).toEqual(before)
  expect((await draw('--count', '8', '--force')).exitCode).toBe(0)
  expect(await read('few.jsonl')).toHaveLength(8)
})

test.for([
  [['rows.csv'], 2, 'expected a name that ends in .jsonl'],
  [['a.jsonl', '--run', 'two'], 2, 'The run two has several suites: "One", "Two"; expected one.'],
  [['a.jsonl', '--suite', 'Three'], 2, 'The run first has no suite "Three"; it has "Support".'],
  [['a.jsonl', '--count', '0'], 2, '--count 0; expected a whole number above 0'],
  [['a.jsonl', '--run', 'empty'], 3, 'has no held-out row with outputs'],
] as const)('anchors %j is refused', async ([argv, exitCode, message]) => {
  expect(await folder.command('anchors', ...argv)).toMatchObject({
    exitCode,
    stdout: '',
    stderr: expect.stringContaining(message) as string,
  })
})
