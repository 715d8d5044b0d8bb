import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Memory } from '../../src/contract/index.ts'
import { mailFiles } from './mail.ts'
import { commandProject, copyOf, texts, type CommandProject } from './project.ts'

const memoryFile = 'evals/mail/memory/label_is_right/memory.json'

vi.setConfig({ testTimeout: 60_000 })

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

describe.concurrent('a judge is named', () => {
  test.each(['label_is_right', 'label_is_right@aligned'])('as %s', async (name) => {
    await using project = await copyOf(judged)
    const { exitCode, stderr } = await project.judge(['align', '--judge', name])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(Object.keys(await project.files('evals/mail/memory'))).toEqual([
      memoryFile,
      'evals/mail/memory/label_is_right/vectors.jsonl',
      expect.stringMatching(/versions\/[0-9a-f]{12}\.json$/) as string,
      'evals/mail/memory/label_is_right/versions/parts.jsonl',
    ])
  })

  test('though the evaluation has no aligned form of it', async () => {
    await using project = await copyOf(judged)
    const { exitCode, stdout } = await project.judge(['align', '--judge', 'careful'])
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('Nothing to learn from') as string,
    })
    expect(texts(await project.files('evals'))).toEqual(texts(await judged.files('evals')))
  })

  test('wrongly, and those there are are named', async () => {
    expect(await judged.judge(['align', '--judge', 'label'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error unknown-judge: The run has no judge label; it has label_is_right, careful.\n' +
        '  → Correct --judge, or run the evaluation that has it: npx vitest run evals.\n',
    })
  })
})

describe.concurrent('a run is named', () => {
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
        'error no-run: There is no run yesterday; expected a path or an id in .vitest-judge/runs.\n' +
        '  → Run the evaluations first: npx vitest run evals.\n',
    })
  })
})

test.concurrent('--feedback none learns from what the log holds and writes no feedback', async () => {
  await using project = await copyOf(judged)
  const none = await project.judge(['align', '--feedback', 'none'])
  expect(none).toEqual({
    exitCode: 0,
    stdout: expect.stringContaining('Nothing to learn from') as string,
    stderr: '',
  })
  expect(texts(await project.files('evals'))).toEqual(texts(await judged.files('evals')))
})

test.concurrent('--teach all makes an episode of every align row and of no other', async () => {
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

test.concurrent('--k decides how many examples are shown, and only a whole number will do', async () => {
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

test.concurrent('--dry-run writes nothing and shows what would be', async () => {
  await using project = await copyOf(judged)
  const before = await project.files()
  const dry = await project.judge(['align', '--dry-run'])
  expect({ exitCode: dry.exitCode, stderr: dry.stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(dry.stdout).toContain('Dry run: nothing was written.')
  expect(await project.files()).toEqual(before)
  const done = await project.judge(['align'])
  expect(dry.stdout.split('\nDry run')[0]).toBe(done.stdout.split('\nNext:')[0])
})

test.concurrent('--json holds what was learned, from what, and nothing else is printed', async () => {
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
        alike: [],
      },
      overruled: [],
      unusable: [],
      doubtful: [],
      guidelines: { added: memory.guidelines, dropped: [], merged: [], concerns: [], total: 1 },
      leftOut: [],
      notices: [],
      calls: [],
      version: memory.fingerprint.slice(0, 12),
      episodes: 4,
      reflectionModel: 'offline',
      before: '',
      after: expect.stringContaining('## Guidelines (1)') as string,
    },
  ])
})

test.concurrent('a judge whose model is a function needs --model', async () => {
  await using project = await commandProject({
    'evals/polite.eval.ts': `
      import { aligned, evaluate } from 'vitest-judge'
      import { polite } from '#polite'
      evaluate('Polite', {
        rows: [{ id: 'mail 03', inputs: 'Salt' }],
        predict: () => 'please, now',
        truth: () => 'no',
        judges: [polite(), aligned(polite())],
      })`,
  })
  expect((await project.vitest(['run', 'evals'])).exitCode).toBe(0)
  const before = await project.files('evals')
  const { exitCode, stderr } = await project.judge(['align'])
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr:
      'error unknown-judge: The judge polite cannot be rebuilt: its model is a function (function:model), and commands run no eval file.\n' +
      '  → Name a model for it: add --model <name>.\n',
  })
  expect(await project.files('evals')).toEqual(before)
  const named = await project.judge(['align', '--model', 'offline', '--embedding-model', 'offline-lexical'])
  expect({ exitCode: named.exitCode, stderr: named.stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(Object.keys(await project.files('evals/memory'))).toEqual([
    'evals/memory/polite/memory.json',
    'evals/memory/polite/vectors.jsonl',
    expect.stringMatching(/versions\/[0-9a-f]{12}\.json$/) as string,
    'evals/memory/polite/versions/parts.jsonl',
  ])
})
