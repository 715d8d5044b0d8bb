import { beforeAll, describe, expect, test } from 'vitest'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'
import { commandFolder } from './in-process.ts'

const folder = commandFolder()

beforeAll(() => {
  const rows = Array.from({ length: 200 }, (_, index) =>
    buildRow(`row-${index}`, [
      buildVerdict('polite', 'yes', 'yes', {
        tokens: { prompt: 500, completion: 40 },
        ...(index % 2 === 0 ? { recorded: true } : { latencyMs: 700 }),
      }),
    ]),
  )
  const run = buildRun([buildSuite('Support answers', [buildJudge('polite')], rows)], {
    prices: { date: '2026-11-01', models: { 'gpt-5-mini': { prompt: 0.25, completion: 2 } } },
  })
  return folder.writeRuns(run)
})

describe('report --estimate', () => {
  test('says what the run takes if everybody is asked again', async () => {
    const { stdout, exitCode } = await folder.command('report', '--estimate')
    expect(exitCode).toBe(0)
    expect(stdout).toMatchInlineSnapshot(`
      "What a run like run-1 takes if everybody is asked again

      Support answers
                 calls   tokens in   tokens out    cost
        polite     200     100,000        8,000   $0.04

      By the token counts of this run, asked and recorded alike, at prices of
      2026-11-01. Embeddings are not counted.
      How many of these calls recordings would answer, at no cost, is not known here.
      "
    `)
  })

  test('gives it as JSON', async () => {
    const { stdout, exitCode } = await folder.command('report', '--estimate', '--json', 'run-1')
    expect(exitCode).toBe(0)
    const cost = { kind: 'value', value: expect.closeTo(0.041, 12) as number }
    const calls = {
      calls: 200,
      uncounted: 0,
      tokens: { prompt: 100_000, completion: 8000 },
      costUsd: cost,
      countedUsd: cost,
    }
    expect(JSON.parse(stdout)).toEqual({
      run: 'run-1',
      priceDate: '2026-11-01',
      suites: [{ suite: 'Support answers', judges: [{ judge: 'polite', ...calls }], app: [] }],
      models: [{ model: 'gpt-5-mini', ...calls }],
      total: calls,
      rowsWithoutOutputs: 0,
    })
  })

  test.each([['--markdown'], ['--explain'], ['--slice', 'inputs.text']])(
    'is nothing with %s',
    async (...flags) => {
      expect(await folder.command('report', '--estimate', ...flags)).toEqual({
        exitCode: 2,
        stdout: '',
        stderr:
          'error invalid-usage: report was given --estimate with --markdown, --explain, --slice or --html; expected --json beside it, or nothing.\n' +
          '  → npx vitest-judge report --estimate\n',
      })
    },
  )

  test('is not what report shows by itself', async () => {
    const { stdout } = await folder.command('report')
    expect(
      stdout
        .split('\n')
        .filter((line) => /calls|costs|within/.test(line))
        .join('\n'),
    ).toMatchInlineSnapshot(`
      "  calls of polite: 100 asked, 100 recorded · 50,000 tokens in, 4,000 out · $0.02
        · 0.7 s median, 90 % within 0.7 s
        costs: at prices of 2026-11-01"
    `)
  })
})
