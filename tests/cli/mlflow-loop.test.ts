import { expect, test, vi } from 'vitest'
import type { Memory, Run } from '../../src/contract/index.ts'
import { feedback, trace } from '../mlflow/support.ts'
import { commandProject } from './project.ts'

vi.setConfig({ testTimeout: 60_000 })

/** Rude and polite answers in turn. */
const mails = [
  ['Where is my parcel?', 'Track it yourself like everybody else does.'],
  ['How do I pay by card?', 'Gladly! Choose the second button below the basket.'],
  ['Are you open on Sunday?', 'Read the sign on our door, it is not hard.'],
  ['Can I return these shoes?', 'Of course, thirty days are yours, and postage is on us.'],
  ['My invoice shows the wrong name.', 'Then type more carefully next time.'],
  ['Do you ship to Norway?', 'We do indeed, within five working days, with pleasure.'],
  ['The zip of my jacket broke.', 'Zips break. What do you expect us to do?'],
  ['Who may I thank for the help?', 'How kind of you! It was Maria in our repair shop.'],
] as const
const ids = mails.map((_, index) => `tr-${index}`)
const traces = ids.map((id, index) =>
  trace(
    id,
    [
      feedback(`a-${index}`, index % 2 === 0 ? 'no' : 'yes', {
        assessment_name: 'Polite',
        rationale: `Case ${index}.`,
        source: { source_type: 'HUMAN', source_id: 'ana@x.org' },
      }),
    ],
    {
      inputs: { question: mails[index]?.[0] ?? '' },
      outputs: mails[index]?.[1] ?? '',
      spans: [{ span_id: 'c', parent_span_id: 'cm9vdA==', name: `tool ${id}`, attributes: {} }],
    },
  ),
)

const evalFile = `
  import { aligned, evaluate, loadRows, makeJudge } from 'vitest-judge'
  const polite = makeJudge({ name: 'polite', instructions: 'Is {{ outputs }} a polite answer to {{ inputs }}?', values: ['yes', 'no'] })
  const tools = makeJudge({ name: 'tools', instructions: 'Were the right tools used in {{ trace }}?', values: ['yes', 'no'] })
  evaluate('Support', {
    rows: await loadRows(new URL('./rows.jsonl', import.meta.url)),
    predict: (_inputs, { row }) => row.outputs,
    judges: [polite, aligned(polite), tools],
  })`

test.runIf(process.env['LONG'])('a session of MLflow is judged as a conversation', async () => {
  const turns = traces.slice(0, 4).map((one, index) => {
    const info = one['info'] as Record<string, unknown>
    const session = { 'mlflow.trace.session': index < 2 ? 's-1' : 's-2' }
    return {
      ...one,
      info: { ...info, request_time: `2026-01-02T03:04:0${9 - index}Z`, trace_metadata: session },
    }
  })
  await using project = await commandProject({
    'chats.json': JSON.stringify(turns),
    'evals/chats/chats.eval.ts': `
      import { evaluate, loadRows, makeJudge } from 'vitest-judge'
      const polite = makeJudge({ name: 'polite', instructions: 'Does {{ conversation }} stay polite?', values: ['yes', 'no'] })
      evaluate('Chats', {
        rows: await loadRows(new URL('./rows.jsonl', import.meta.url)),
        predict: (_inputs, { row }) => row.outputs,
        judges: [polite],
      })`,
  })
  const imported = await project.judge(['import', 'mlflow', 'chats.json', '--sessions', '--judge', 'polite'])
  expect({ exitCode: imported.exitCode, stderr: imported.stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(imported.stdout).toContain('2 assessments of single turns of a session')
  const rows = (await project.vitest(['run', 'evals'])).run?.suites[0]?.rows ?? []
  expect(rows.map(({ id }) => id)).toEqual(['s-1', 's-2'])
  const said = (index: number) => [
    { role: 'user', content: JSON.stringify({ question: mails[index]?.[0] }) },
    { role: 'assistant', content: mails[index]?.[1] },
  ]
  expect(rows[0]?.conversation).toEqual([...said(1), ...said(0)])
  // What was said of a session stands on its first trace.
  expect(rows.map(({ verdicts }) => [verdicts[0]?.outcome, verdicts[0]?.truth])).toEqual([
    ['scored', 'yes'],
    ['scored', 'yes'],
  ])
})

test('traces of MLflow are imported, judged as they were recorded, and what people said of them is learned', async () => {
  await using project = await commandProject({
    'traces.jsonl': traces.map((one) => `${JSON.stringify(one)}\n`).join(''),
    'evals/support/support.eval.ts': evalFile,
  })
  const imported = await project.judge([
    'import',
    'mlflow',
    'traces.jsonl',
    '--out',
    'evals/support',
    '--judge',
    'polite',
    '--trace',
  ])
  expect({ exitCode: imported.exitCode, stderr: imported.stderr }).toEqual({ exitCode: 0, stderr: '' })
  const { run } = await project.vitest(['run', 'evals'])
  const rows = run?.suites[0]?.rows ?? []
  expect(rows.map(({ id }) => id)).toEqual(ids)
  expect(rows[0]?.outputs).toBe(mails[0][1])
  expect(rows[0]?.trace).toMatchObject({ name: 'chat', children: [{ name: 'tool tr-0' }] })
  // People's feedback found its samples: it is the truth there.
  const told = rows.map(({ verdicts }) => verdicts.find(({ judge }) => judge === 'polite')?.truth)
  expect(told).toEqual(['no', 'yes', 'no', 'yes', 'no', 'yes', 'no', 'yes'])

  const aligned = await project.judge(['align', '--judge', 'polite'])
  expect({ exitCode: aligned.exitCode, stderr: aligned.stderr }).toEqual({ exitCode: 0, stderr: '' })
  const memory = JSON.parse(await project.read('evals/support/memory/polite/memory.json')) as Memory
  const alignRows = rows.filter(({ split }) => split === 'align').map(({ id }) => id)
  expect(alignRows.length).toBeGreaterThan(0)
  expect(memory.episodes.map(({ rowId }) => rowId).toSorted()).toEqual(alignRows)
  expect(memory.episodes.every(({ sources }) => sources[0]?.name === 'ana@x.org')).toBe(true)

  // And back, with what the judges said.
  const exported = await project.judge(['export', 'mlflow', 'back.json'])
  expect({ exitCode: exported.exitCode, stderr: exported.stderr }).toEqual({ exitCode: 0, stderr: '' })
  const [first] = JSON.parse(await project.read('back.json')) as ReturnType<typeof trace>[]
  const { assessments } = (first?.['info'] ?? {}) as {
    assessments: { assessment_id: string; source: object }[]
  }
  expect(assessments[0]).toMatchObject({
    assessment_id: 'a-0',
    source: { source_type: 'HUMAN', source_id: 'ana@x.org' },
    create_time: '2026-01-02T03:04:05Z',
    rationale: 'Case 0.',
    valid: true,
  })
  expect(assessments.slice(1).map(({ source }) => source)).toEqual([
    { source_type: 'LLM_JUDGE', source_id: (run as Run).suites[0]?.judges[0]?.definition.model },
    { source_type: 'LLM_JUDGE', source_id: 'offline' },
  ])
})
