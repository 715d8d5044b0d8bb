import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Feedback, Memory } from '../../src/contract/index.ts'
import { mailFiles } from './mail.ts'
import { commandProject, copyOf, texts, type CommandProject } from './project.ts'

const memoryFile = 'evals/mail/memory/label_is_right/memory.json'
const logFile = 'evals/mail/feedback/label_is_right.jsonl'

vi.setConfig({ testTimeout: 60_000 })

let judged: CommandProject
let sampleIdOf: Record<string, string | undefined>

beforeAll(async () => {
  judged = await commandProject(mailFiles)
  const { run } = await judged.vitest(['run', 'evals'])
  sampleIdOf = Object.fromEntries(run?.suites[0]?.rows.map(({ id, sampleId }) => [id, sampleId]) ?? [])
}, 60_000)

afterAll(() => judged[Symbol.asyncDispose]())

const memoryOf = async (project: CommandProject) => JSON.parse(await project.read(memoryFile)) as Memory
const logOf = async (project: CommandProject) =>
  (await project.read(logFile))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Feedback)
const lines = (...values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('')

describe.concurrent('feedback from a file', () => {
  test('of several people tells how they agree among themselves', async ({ expect }) => {
    await using project = await copyOf(judged)
    const said = (rowId: string, annotator: string, value: string) => ({ rowId, annotator, value })
    await project.write({
      'people.jsonl': lines(
        said('mail 07', 'ann', 'yes'),
        said('mail 07', 'bob', 'yes'),
        said('mail 09', 'ann', 'yes'),
        said('mail 09', 'bob', 'no'),
      ),
    })
    const { stdout } = await project.judge(['align', '--feedback', 'people.jsonl', '--dry-run'])
    expect(stdout).toContain(
      [
        '  people      where several spoke of a sample (2), they agree in 50.0 % of pairs',
        "              (kappa 0.00, Krippendorff's alpha 0.00): a yardstick for the judge",
      ].join('\n'),
    )
  })

  test('is taken by row and by sample, and a line that fits neither is named', async ({ expect }) => {
    await using project = await copyOf(judged)
    await project.write({
      'people.jsonl': lines(
        {
          rowId: 'mail 07',
          value: 'YES',
          rationale: 'A plain note.',
          annotator: 'ann',
          weight: 2.5,
          pickedBy: 'random',
        },
        { sampleId: sampleIdOf['mail 09'], value: 'yes', annotator: 'bob' },
      ).concat(
        '\n',
        lines(
          { rowId: 'mail 99', value: 'no', annotator: 'ann' },
          { sampleId: 'gone', value: 'no', annotator: 'ann' },
        ),
      ),
    })
    const { exitCode, stdout, stderr } = await project.judge(['align', '--feedback', 'people.jsonl'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout.split('instructions:')[0]).toMatchInlineSnapshot(`
    "label_is_right evals/mail/memory/label_is_right
      imported    2 new from people.jsonl; no such sample in the run: line 4, 5
      taught by   2 lines of people (HUMAN); 0 lines of the truth (CODE), which
                  count where no person has spoken
      samples     2 new, 0 changed, 0 retracted, 0 as before
      guidelines  0 new, 0 dropped, 0 in all (by offline)
      examples    2 in all
      "
  `)
    expect(
      (await logOf(project)).map(({ rowId, value, rationale, source, weight, pickedBy }) => [
        rowId,
        value,
        rationale,
        source,
        ...(weight === undefined ? [] : [weight, pickedBy]),
      ]),
    ).toEqual([
      ['mail 07', 'yes', 'A plain note.', { type: 'HUMAN', name: 'ann' }, 2.5, 'random'],
      ['mail 09', 'yes', undefined, { type: 'HUMAN', name: 'bob' }],
    ])
    expect((await memoryOf(project)).episodes.map(({ rowId }) => rowId)).toEqual(['mail 07', 'mail 09'])
    const before = await project.files('evals')
    const again = await project.judge(['align', '--feedback', 'people.jsonl'])
    expect(again.stdout).toContain(
      'imported    0 new from people.jsonl; no such sample in the run: line 4, 5',
    )
    expect(await project.files('evals')).toEqual(before)
  })

  test('with a value that the judge cannot give stores nothing', async () => {
    await using project = await copyOf(judged)
    await project.write({
      'people.jsonl': lines(
        { rowId: 'mail 07', value: 'yes', annotator: 'ann' },
        { rowId: 'mail 09', value: 'maybe', annotator: 'ann' },
      ),
    })
    expect(await project.judge(['align', '--feedback', 'people.jsonl'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error invalid-feedback: people.jsonl:2 gives "maybe"; the judge label_is_right expects {"type":"label","values":["yes","no"]}.\n' +
        '  → Correct line 2; nothing was stored.\n',
    })
    expect(texts(await project.files('evals'))).toEqual(texts(await judged.files('evals')))
  })

  test('with a broken line, or without a file, stores nothing', async () => {
    await using project = await copyOf(judged)
    await project.write({
      'people.jsonl': `${lines({ rowId: 'mail 07', value: 'yes', annotator: 'ann' })}{"rowId": "mail 09",\n`,
    })
    const broken = await project.judge(['align', '--feedback', 'people.jsonl'])
    expect(broken).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: expect.stringContaining('people.jsonl:2 is damaged: it is not JSON') as string,
    })
    const missing = await project.judge(['align', '--feedback', 'nobody.jsonl'])
    expect(missing).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: expect.stringContaining('nobody.jsonl does not exist; expected a file.') as string,
    })
    expect(texts(await project.files('evals'))).toEqual(texts(await judged.files('evals')))
  })

  test('must say which judge it is meant for where there are several', async () => {
    await using project = await commandProject({
      'evals/two.eval.ts': `
        import { aligned, evaluate, makeJudge } from 'vitest-judge'
        const judge = (name) => aligned(makeJudge({ name, instructions: 'Is {{ outputs }} ' + name + '?', values: ['yes', 'no'] }))
        evaluate('Two', {
          rows: [{ id: 'mail 03', inputs: 'a' }],
          predict: () => 'b',
          truth: () => 'no',
          judges: [judge('kind'), judge('brief')],
        })`,
      'people.jsonl': lines({ rowId: 'mail 03', value: 'no', annotator: 'ann' }),
    })
    expect((await project.vitest(['run', 'evals'])).exitCode).toBe(0)
    const { exitCode, stderr } = await project.judge(['align', '--feedback', 'people.jsonl'])
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr:
        'error invalid-usage: The feedback in people.jsonl could be meant for any of kind, brief; expected one judge.\n' +
        '  → Say which: npx vitest-judge align --feedback people.jsonl --judge kind.\n',
    })
    expect((await project.judge(['align', '--feedback', 'people.jsonl', '--judge', 'brief'])).exitCode).toBe(
      0,
    )
    expect(Object.keys(await project.files('evals')).filter((path) => path.endsWith('.jsonl'))).toEqual([
      'evals/feedback/brief.jsonl',
      'evals/memory/brief/vectors.jsonl',
      'evals/memory/brief/versions/parts.jsonl',
    ])
  })
})
