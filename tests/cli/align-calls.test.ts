import { expect, test } from 'vitest'
import { startLoopback } from '../model/loopback.ts'
import { classAnswer, classProject, classRows, classRun, said } from './align-support.ts'

const model = 'loopback-1'

test('align says what it asked, of whom, and what that cost; what was recorded costs nothing', async () => {
  await using server = await startLoopback(classAnswer)
  await using project = await classProject(server.url, classRows(1, 60), {
    VITEST_JUDGE_RECORDINGS: 'auto',
  })
  const prices = { date: '2026-11-01', models: { [model]: { prompt: 100, completion: 1000 } } }
  await project.write({
    '.vitest-judge/latest.json': JSON.stringify({ ...classRun(classRows(1, 60), server.url), prices }),
    'people.jsonl': said(classRows(1, 60)),
  })
  // Two batches, each of 12 tokens in and 3 out.
  const dry = await project.align('--feedback', 'people.jsonl', '--dry-run')
  expect(dry.stdout).toContain(`\n  calls       ${model}: 2 asked · 24 tokens in, 6 out · $0.0084\n`)
  expect(dry.stdout).toContain(
    '\n  calls       loopback-embedding: 1 asked · 1 tokens in, 0 out · price unknown\n',
  )
  const { exitCode, stdout } = await project.align('--feedback', 'people.jsonl', '--json')
  const [{ calls } = { calls: [] }] = JSON.parse(stdout) as { calls: unknown[] }[]
  const free = { asked: 0, failed: 0, uncounted: 0, tokens: { prompt: 0, completion: 0 } }
  const costUsd = { kind: 'value', value: 0 }
  expect({ exitCode, calls }).toEqual({
    exitCode: 0,
    calls: [
      { ...free, model, recorded: 2, costUsd },
      // Each text has a recording of its own.
      { ...free, model: 'loopback-embedding', recorded: 60, costUsd },
    ],
  })
  expect((await project.align('--feedback', 'none')).stdout).not.toContain('calls ')
})
