import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Feedback, Memory } from '../../src/contract/index.ts'
import { mailFiles } from './mail.ts'
import { commandProject, copyOf, type CommandProject } from './project.ts'

const memoryFile = 'evals/mail/memory/label_is_right/memory.json'
const logFile = 'evals/mail/feedback/label_is_right.jsonl'

let judged: CommandProject
let runId: string
let sampleIdOf: Record<string, string | undefined>

beforeAll(async () => {
  judged = await commandProject(mailFiles)
  const { run } = await judged.vitest(['run', 'evals'])
  runId = run?.id ?? ''
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

describe('a judge is named', () => {
  test.each(['label_is_right', 'label_is_right@aligned'])('as %s', async (name) => {
    await using project = await copyOf(judged)
    const { exitCode, stderr } = await project.judge(['align', '--judge', name])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(Object.keys(await project.files('evals/mail/memory'))).toEqual([
      memoryFile,
      'evals/mail/memory/label_is_right/vectors.jsonl',
    ])
  })

  test('though the evaluation has no aligned form of it', async () => {
    await using project = await copyOf(judged)
    const { exitCode, stdout } = await project.judge(['align', '--judge', 'careful'])
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('Nothing to learn from') as string,
    })
    expect(await project.files('evals')).toEqual(await judged.files('evals'))
  })

  test('wrongly, and those there are are named', async () => {
    expect(await judged.judge(['align', '--judge', 'label'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error: The run has no judge label; it has label_is_right, careful.\n' +
        '  → Correct --judge, or run the evaluation that has it: npx vitest run evals.\n',
    })
  })
})

describe('a run is named', () => {
  test('by its path or by its id', async () => {
    for (const source of [`.vitest-judge/runs/${runId}.json`, runId]) {
      const { exitCode, stdout } = await judged.judge(['align', '--run', source, '--dry-run'])
      expect({ source, exitCode, stdout }).toEqual({
        source,
        exitCode: 0,
        stdout: expect.stringContaining('4 new') as string,
      })
    }
  })

  test('wrongly, and the way to one is named', async () => {
    expect(await judged.judge(['align', '--run', 'yesterday'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error: There is no run yesterday; expected a path or an id in .vitest-judge/runs.\n' +
        '  → Run the evaluations first: npx vitest run evals.\n',
    })
  })
})

describe('feedback from a file', () => {
  test('is taken by row and by sample, and a line that fits neither is named', async () => {
    await using project = await copyOf(judged)
    await project.write({
      'people.jsonl': lines(
        { rowId: 'mail 07', value: 'YES', rationale: 'A plain note.', annotator: 'ann' },
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
      (await logOf(project)).map(({ rowId, value, rationale, source }) => [rowId, value, rationale, source]),
    ).toEqual([
      ['mail 07', 'yes', 'A plain note.', { type: 'HUMAN', name: 'ann' }],
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
        'error: people.jsonl:2 gives "maybe"; the judge label_is_right expects {"type":"label","values":["yes","no"]}.\n' +
        '  → Correct line 2; nothing was stored.\n',
    })
    expect(await project.files('evals')).toEqual(await judged.files('evals'))
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
    expect(await project.files('evals')).toEqual(await judged.files('evals'))
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
        'error: The feedback in people.jsonl could be meant for any of kind, brief; expected one judge.\n' +
        '  → Say which: npx vitest-judge align --feedback people.jsonl --judge kind.\n',
    })
    expect((await project.judge(['align', '--feedback', 'people.jsonl', '--judge', 'brief'])).exitCode).toBe(
      0,
    )
    expect(Object.keys(await project.files('evals')).filter((path) => path.endsWith('.jsonl'))).toEqual([
      'evals/feedback/brief.jsonl',
      'evals/memory/brief/vectors.jsonl',
    ])
  })
})

test('--feedback none learns from what the log holds and writes no feedback', async () => {
  await using project = await copyOf(judged)
  const none = await project.judge(['align', '--feedback', 'none'])
  expect(none).toEqual({
    exitCode: 0,
    stdout: expect.stringContaining('Nothing to learn from') as string,
    stderr: '',
  })
  expect(await project.files('evals')).toEqual(await judged.files('evals'))
})

test('--teach all makes an episode of every align row and of no other', async () => {
  await using project = await copyOf(judged)
  const { exitCode } = await project.judge(['align', '--teach', 'all'])
  expect(exitCode).toBe(0)
  expect((await memoryOf(project)).episodes.map(({ rowId, value }) => `${rowId} ${String(value)}`)).toEqual([
    'mail 03 no',
    'mail 05 no',
    'mail 06 no',
    'mail 07 yes',
    'mail 09 yes',
    'mail 10 no',
    'mail 13 yes',
    'mail 14 yes',
  ])
  const wrong = await judged.judge(['align', '--teach', 'most'])
  expect(wrong).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringContaining('Allowed choices are mismatches, all.') as string,
  })
})

test('--k decides how many examples are shown, and only a whole number will do', async () => {
  await using project = await copyOf(judged)
  expect((await project.judge(['align', '--k', '3'])).exitCode).toBe(0)
  expect((await memoryOf(project)).k).toBe(3)
  const { run } = await project.vitest(['run', 'evals'])
  const shown = run?.suites[0]?.rows.flatMap(({ verdicts }) =>
    verdicts.flatMap((verdict) =>
      verdict.outcome === 'scored' && verdict.guidance ? [verdict.guidance.examples.length] : [],
    ),
  )
  expect(shown).toEqual(Array.from({ length: 16 }, () => 3))
  expect((await project.judge(['align'])).stdout).toContain('Nothing new')
  expect((await project.judge(['align', '--k', '2'])).stdout).toContain(
    '+## Examples (4, the 2 nearest are shown)',
  )
  for (const k of ['x', '-1', '1.5', '99999999999']) {
    const { exitCode, stderr } = await judged.judge(['align', '--k', k])
    expect({ k, exitCode, stderr }).toEqual({
      k,
      exitCode: 2,
      stderr: expect.stringContaining(`received ${JSON.stringify(k)}`) as string,
    })
  }
})

test('--dry-run writes nothing and shows what would be', async () => {
  await using project = await copyOf(judged)
  const before = await project.files()
  const dry = await project.judge(['align', '--dry-run'])
  expect({ exitCode: dry.exitCode, stderr: dry.stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(dry.stdout).toContain('Dry run: nothing was written.')
  expect(await project.files()).toEqual(before)
  const done = await project.judge(['align'])
  expect(dry.stdout.split('\nDry run')[0]).toBe(done.stdout.split('\nNext:')[0])
})

test('--json holds what was learned, from what, and nothing else is printed', async () => {
  await using project = await copyOf(judged)
  const { exitCode, stdout, stderr } = await project.judge(['align', '--json'])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const memory = await memoryOf(project)
  const ids = ['mail 03', 'mail 05', 'mail 06', 'mail 10'].map((id) => sampleIdOf[id])
  expect(JSON.parse(stdout)).toEqual([
    {
      judge: 'label_is_right',
      memory: 'evals/mail/memory/label_is_right',
      changed: true,
      feedback: { imported: 0, unmatchedLines: [], automatic: 4, plainRationales: 0, people: 0, truth: 4 },
      mismatches: 4,
      samples: {
        added: expect.toSatisfy(
          (added: string[]) => added.toSorted().join() === ids.toSorted().join(),
        ) as string[],
        changed: [],
        retracted: [],
        kept: 0,
        unmatched: 0,
      },
      overruled: [],
      guidelines: { added: memory.guidelines, dropped: [], total: 1 },
      episodes: 4,
      reflectionModel: 'offline',
      before: '',
      after: expect.stringContaining('## Guidelines (1)') as string,
    },
  ])
})

test('a judge whose model is a function needs --model', async () => {
  await using project = await commandProject({
    'evals/polite.eval.ts': `
      import { aligned, evaluate } from 'vitest-judge'
      import { polite } from '#polite'
      evaluate('Polite', {
        rows: [{ id: 'mail 03', inputs: 'Salt' }],
        predict: () => 'please, now',
        truth: () => 'no',
        judges: [aligned(polite())],
      })`,
  })
  expect((await project.vitest(['run', 'evals'])).exitCode).toBe(0)
  const before = await project.files('evals')
  const { exitCode, stderr } = await project.judge(['align'])
  expect({ exitCode, stderr }).toMatchInlineSnapshot(`
  {
    "exitCode": 2,
    "stderr": "error unknown-judge: The judge polite cannot be rebuilt: its model is a function (function:model), and commands run no eval file.
    → Name a model for it: add --model <name>.
  ",
  }
``
  {
    "exitCode": 2,
    "stderr": "error invalid-usage: Unknown option '--judg'
  (Did you mean --judge?)
    → npx vitest-judge --help lists the commands, npx vitest-judge <command> --help its flags.
  ",
    "stdout": "",
  }
``
    {
      "exitCode": 2,
      "stderr": "error invalid-usage: Unknown command 'algin'
    (Did you mean align?)
      → npx vitest-judge --help lists the commands, npx vitest-judge <command> --help its flags.
    ",
      "stdout": "",
    }
  `)
  expect(await project.files('evals')).toEqual(before)
  const named = await project.judge(['align', '--model', 'offline', '--embedding-model', 'offline-lexical'])
  expect({ exitCode: named.exitCode, stderr: named.stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(Object.keys(await project.files('evals/memory'))).toEqual([
    'evals/memory/polite/memory.json',
    'evals/memory/polite/vectors.jsonl',
  ])
})

describe('the command line', () => {
  test('suggests the flag that was meant', async () => {
    const { exitCode, stdout, stderr } = await judged.judge(['align', '--judg', 'x'])
    expect({ exitCode, stdout, stderr }).toMatchInlineSnapshot()
  })

  test('suggests the command that was meant', async () => {
    const { exitCode, stdout, stderr } = await judged.judge(['algin'])
    expect({ exitCode, stdout, stderr }).toMatchInlineSnapshot()
  })

  test('prints its help when asked, or when given nothing to do', async () => {
    const asked = await judged.judge(['--help'])
    expect({ exitCode: asked.exitCode, stderr: asked.stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(asked.stdout).toMatch(/^Usage: vitest-judge [^]*\n {2}align [^]*\n {2}feedback [^]*\n {2}report /)
    const bare = await judged.judge([])
    expect(bare.stdout + bare.stderr).toBe(asked.stdout)
    expect((await judged.judge(['align', '--help'])).exitCode).toBe(0)
  })
})
