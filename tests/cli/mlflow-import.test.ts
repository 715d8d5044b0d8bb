import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Feedback } from '../../src/contract/index.ts'
import { feedback, trace } from '../mlflow/support.ts'
import { commandFolder } from './in-process.ts'
import { asLines, fromLines, traces } from './mlflow-traces.ts'

const folder = commandFolder()
const read = (path: string) => readFile(join(folder.root, path), 'utf8')
const linesOf = async <Line>(path: string) => fromLines<Line>(await read(path))

describe('import mlflow', () => {
  beforeAll(() => folder.write({ 'traces.jsonl': asLines(traces) }))

  test('writes rows and feedback, says what it left out and why, and how to go on', async () => {
    const dry = await folder.command('import', 'mlflow', 'traces.jsonl', '--dry-run')
    expect(dry.stdout).toContain('Dry run: nothing was written.')
    expect(await readdir(folder.root)).toEqual(['traces.jsonl'])
    const { exitCode, stdout, stderr } = await folder.command('import', 'mlflow', 'traces.jsonl')
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' })
    expect(stdout).toMatchInlineSnapshot(`
      "traces.jsonl: 3 traces
        rows        2 in evals/traces/rows.jsonl (2 new, 0 changed, 0 removed), 1 with
                    expectations
        feedback    politeness: 4 new, 0 as before in
                    evals/traces/feedback/politeness.jsonl (3 HUMAN, 1 CODE)
                    1 of them superseded: they do not vote
        left out    politeness: 1 assessment that is no label, number or boolean: tr-2
        warning     politeness: 1 assessment of source CODE may be a person's, for
                    MLflow takes feedback for a program's unless told otherwise. A
                    program's counts only where no person has spoken. If people gave
                    it: --code-as-human
        left out    1 trace without inputs: tr-3
        left out    no person and no program gave a value under safety; --judge <name>
                    takes what LLM judges said
        left out    "Is it right?" cannot be the name of a judge: --judge "<name>=Is
                    it right?"
      Next: in an eval file in evals/traces, rows: await loadRows(new
      URL('./rows.jsonl', import.meta.url)) and predict: (_inputs, { row }) =>
      row.outputs; then npx vitest run evals and npx vitest-judge align
      "
    `)
    expect((await linesOf<{ id: string }>('evals/traces/rows.jsonl')).map(({ id }) => id)).toEqual([
      'tr-1',
      'tr-2',
    ])
    const log = await linesOf<Feedback>('evals/traces/feedback/politeness.jsonl')
    expect(log.map(({ id, rowId, value, supersedes }) => [id, rowId, value, supersedes])).toEqual([
      ['a-1', 'tr-1', 'no', undefined],
      ['b-1', 'tr-1', 'no', undefined],
      ['c-1', 'tr-2', 'yes', undefined],
      ['a-2', 'tr-1', 'yes', 'a-1'],
    ])
  })

  test('a second time changes nothing', async () => {
    const before = [
      await read('evals/traces/rows.jsonl'),
      await read('evals/traces/feedback/politeness.jsonl'),
    ]
    const { stdout } = await folder.command('import', 'mlflow', 'traces.jsonl')
    expect(stdout).toContain('2 in evals/traces/rows.jsonl (as before)')
    expect(stdout).toContain('politeness: 0 new, 4 as before')
    expect([
      await read('evals/traces/rows.jsonl'),
      await read('evals/traces/feedback/politeness.jsonl'),
    ]).toEqual(before)
  })

  test('never overwrites rows that differ unless told to, and then stores nothing at all', async () => {
    const more = [...traces.slice(0, 1), trace('tr-9', [feedback('z', 'no')])]
    await folder.write({ 'more.jsonl': asLines(more) })
    const into = ['import', 'mlflow', 'more.jsonl', '--out', 'evals/traces']
    const log = await read('evals/traces/feedback/politeness.jsonl')
    const refused = await folder.command(...into)
    expect(refused).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error invalid-usage: evals/traces/rows.jsonl holds other rows: importing would add 1, change 0 and remove 1 of them; expected the same rows or no such file.\n' +
        '  → Nothing was written. Overwrite it with --force, or write elsewhere with --out <folder> or --rows <file>.\n',
    })
    expect(await read('evals/traces/feedback/politeness.jsonl')).toBe(log)
    const forced = await folder.command(...into, '--force')
    expect(forced.exitCode).toBe(0)
    expect(forced.stdout).toContain('1 new, 0 changed, 1 removed')
    expect(await read('evals/traces/feedback/politeness.jsonl')).toBe(
      `${log}${(await linesOf('evals/traces/feedback/politeness.jsonl'))
        .slice(-1)
        .map((line) => JSON.stringify(line))
        .join('')}\n`,
    )
  })

  test('of a bad file imports nothing', async () => {
    const bad = trace('tr-2', [feedback('x', true, { source: { source_type: 'ROBOT' } })])
    await folder.write({ 'bad.jsonl': asLines([trace('tr-1', [feedback('a', true)]), bad]) })
    expect(await folder.command('import', 'mlflow', 'bad.jsonl')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        'error damaged-file: bad.jsonl:2 is no trace of MLflow: at info.assessments.0.source.source_type received "ROBOT"; expected HUMAN, CODE or LLM_JUDGE.\n' +
        '  → Export it again, or correct it; nothing was imported.\n',
    })
    expect(await readdir(join(folder.root, 'evals'))).toEqual(['traces'])
  })

  test('a damaged log stops it before anything is written', async () => {
    await folder.write({ 'evals/torn/feedback/politeness.jsonl': '{"id":' })
    const { exitCode, stderr } = await folder.command(
      'import',
      'mlflow',
      'traces.jsonl',
      '--out',
      'evals/torn',
    )
    expect(exitCode).toBe(3)
    expect(stderr).toContain('evals/torn/feedback/politeness.jsonl:1 is damaged')
    expect(await readdir(join(folder.root, 'evals/torn'))).toEqual(['feedback'])
  })

  test('takes other names and places, and programs for people', async () => {
    const { exitCode, stdout } = await folder.command(
      ...'import mlflow traces.jsonl --judge polite=Politeness --code-as-human'.split(' '),
      ...'--rows data/rows.jsonl --feedback data/said.jsonl --json'.split(' '),
    )
    expect(exitCode).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({
      file: 'traces.jsonl',
      traces: 3,
      rows: { file: 'data/rows.jsonl', total: 2, added: 2, changed: 0, gone: 0 },
      expectations: 1,
      withoutInputs: ['tr-3'],
      feedback: [
        {
          judge: 'polite',
          log: 'data/said.jsonl',
          added: 4,
          asBefore: 0,
          forgotten: 0,
          superseded: 1,
          doubtful: 0,
          sources: { HUMAN: 4, CODE: 0, LLM_JUDGE: 0 },
          leftOut: [{ traceId: 'tr-2', assessmentId: 'c-2', why: 'no label, number or boolean' }],
        },
      ],
      dryRun: false,
    })
    expect((await linesOf<Feedback>('data/said.jsonl')).map(({ judge }) => judge)).toEqual(
      Array.from({ length: 4 }, () => 'polite'),
    )
  })

  test('into one file of feedback takes one judge', async () => {
    const { exitCode, stderr } = await folder.command(
      ...'import mlflow traces.jsonl --feedback one.jsonl --out evals/one'.split(' '),
      ...'--judge politeness --judge safety'.split(' '),
    )
    expect(exitCode).toBe(2)
    expect(stderr).toContain(
      '--feedback names one file for the feedback of politeness, safety; expected one judge.',
    )
    expect(await readdir(join(folder.root, 'evals'))).not.toContain('one')
  })
})
