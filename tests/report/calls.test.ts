import { describe, expect, test } from 'vitest'
import { estimateRun, evaluateRunGates } from '../../src/agreement/index.ts'
import type { Prices, Run, RunRow } from '../../src/contract/index.ts'
import { renderEstimate, renderMarkdown, renderRun } from '../../src/report/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'

const prices: Prices = {
  date: '2026-11-01',
  models: { 'gpt-5-mini': { prompt: 0.25, cached: 0.025, completion: 2 } },
}

/** Two judges of different models, a third of the verdicts recorded, and a system under test whose price is unknown. */
function calledRun(rest: Parameters<typeof buildRun>[1] = {}): Run {
  const judges = [buildJudge('pubmed_classifier'), buildJudge('brief', { model: 'llama3' })]
  return buildRun([buildSuite('PubMed', judges, Array.from({ length: 60 }, calledRow))], { prices, ...rest })
}

function calledRow(_: unknown, index: number): RunRow {
  const recorded = index % 3 === 0
  const classifier = buildVerdict('pubmed_classifier', 'yes', index % 2 === 0 ? 'yes' : 'no', {
    model: 'gpt-5-mini-2025-08-07',
    tokens: { prompt: 2950, completion: 235, cached: 300, reasoning: 75 },
    ...(recorded ? { recorded } : { latencyMs: 400 + 40 * index }),
  })
  const brief = buildVerdict('brief', 'yes', index % 2 === 0 ? 'yes' : 'no', {
    model: 'llama3',
    tokens: { prompt: 900, completion: 12 },
    latencyMs: 40 + index / 2,
  })
  const failed = {
    judge: 'brief',
    outcome: 'unscored' as const,
    reason: 'timeout' as const,
    detail: 'no answer within 60 s',
    latencyMs: 60_000,
  }
  return buildRow(`row-${index + 1}`, [classifier, index === 1 ? failed : brief], {
    app: [
      {
        model: 'gpt-5-nano',
        endpoint: 'https://api.example.com/v1',
        asked: recorded ? 0 : 1,
        recorded: recorded ? 1 : 0,
        failed: 0,
        uncounted: 0,
        tokens: recorded ? { prompt: 0, completion: 0 } : { prompt: 120, completion: 4 },
      },
    ],
  })
}

function render(run: Run, options: Partial<Parameters<typeof renderRun>[1]> = {}): string {
  const gates = evaluateRunGates(run).lines
  return renderRun(run, { width: 80, color: false, gates, nextCommand: [], ...options })
}

/** The lines that speak of calls, and what follows a heading. */
function blockOf(text: string, start: string): string {
  const lines = text.split('\n')
  const first = lines.findIndex((line) => line.includes(start))
  const length = lines.slice(first).findIndex((line) => line === '')
  return first < 0 ? '' : lines.slice(first, length < 0 ? undefined : first + length).join('\n')
}

describe('the calls of a run', () => {
  test('as text at 80 columns', () => {
    expect(blockOf(render(calledRun()), 'calls of')).toMatchInlineSnapshot(`
      "  calls of pubmed_classifier: 40 asked, 20 recorded · 118,000 tokens in (12,000
        cached), 9,400 out (3,000 reasoning) · $0.05 · 1.6 s median, 90 % within 2.5 s
        calls of brief: 60 asked (1 without an answer) · 53,100 tokens in, 708 out ·
        price unknown · 55 ms median, 90 % within 67 ms
        calls of predict to gpt-5-nano: 40 asked, 20 recorded · 4,800 tokens in, 160
        out · price unknown
        costs: at prices of 2026-11-01"
    `)
  })

  test('by model where judges share one, or one has several', () => {
    const said = (judge: string, model: string) =>
      buildVerdict(judge, 'yes', 'yes', { model, tokens: { prompt: 2000, completion: 100 } })
    const block = (...models: [judge: string, model: string][]) => {
      const judges = [...new Set(models.map(([judge]) => judge))].map((judge) => buildJudge(judge))
      const rows = models.map(([judge, model], index) => buildRow(`row-${index}`, [said(judge, model)]))
      return blockOf(render(buildRun([buildSuite('PubMed', judges, rows)], { prices })), 'calls of')
    }
    expect(block(['a', 'gpt-5-mini'], ['b', 'gpt-5-mini'], ['c', 'llama3'])).toMatchInlineSnapshot(`
      "  calls of a: 1 asked · 2,000 tokens in, 100 out · $0.0007
        calls of b: 1 asked · 2,000 tokens in, 100 out · $0.0007
        calls of c: 1 asked · 2,000 tokens in, 100 out · price unknown
        calls of all judges to gpt-5-mini: 2 asked · 4,000 tokens in, 200 out ·
        $0.0014
        calls of all judges to llama3: 1 asked · 2,000 tokens in, 100 out · price
        unknown
        costs: at prices of 2026-11-01"
    `)
    expect(block(['a', 'gpt-5-mini'], ['a', 'gpt-5-mini-fallback'])).toMatchInlineSnapshot(`
      "  calls of a: 2 asked · 4,000 tokens in, 200 out · price unknown
        calls of all judges to gpt-5-mini: 1 asked · 2,000 tokens in, 100 out ·
        $0.0007
        calls of all judges to gpt-5-mini-fallback: 1 asked · 2,000 tokens in, 100 out
        · price unknown
        costs: at prices of 2026-11-01"
    `)
    expect(block(['a', 'gpt-5-mini'], ['b', 'gpt-5-mini'])).toMatchInlineSnapshot(`
      "  calls of a: 1 asked · 2,000 tokens in, 100 out · $0.0007
        calls of b: 1 asked · 2,000 tokens in, 100 out · $0.0007
        costs: at prices of 2026-11-01"
    `)
  })

  test('as Markdown', () => {
    const markdown = renderMarkdown(calledRun({ notices: ['api.example.com answered 3 calls with 429.'] }), {
      gates: [],
    })
    expect(
      markdown
        .split('\n')
        .filter((line) => /calls|costs/.test(line))
        .join('\n'),
    ).toMatchInlineSnapshot(`
      "- calls of pubmed\\_classifier: 40 asked, 20 recorded · 118,000 tokens in (12,000 cached), 9,400 out (3,000 reasoning) · \\$0.05 · 1.6 s median, 90 % within 2.5 s
      - calls of brief: 60 asked (1 without an answer) · 53,100 tokens in, 708 out · price unknown · 55 ms median, 90 % within 67 ms
      - calls of predict to gpt-5-nano: 40 asked, 20 recorded · 4,800 tokens in, 160 out · price unknown
      - costs: at prices of 2026-11-01
      - api.example.com answered 3 calls with 429."
    `)
  })

  test('in plain words', () => {
    const text = render(calledRun(), { explain: true, width: 120 })
    expect(text.slice(text.indexOf('  · calls:'))).toMatchInlineSnapshot(`
      "  · calls: how often a model was asked for a verdict, or by predict, with the tokens that it read and wrote then, as its
          provider counts; repeats and align rows are in it, embeddings are not.
        · recorded: so many answers come from recordings of earlier calls; nobody was asked for them, so they cost nothing,
          and no token or time is counted.
        · costs: those tokens at the prices of the day that is named, in US dollars; what a call without an answer cost is not
          known and not in it.
        · median, 90 % within: half of the answers that a judge was asked for, and nine in ten, came in this time; waits for a
          turn and repeated attempts are in it.
        · McNemar mid-p: the chance of such an excess of one side, or a larger one, if the judge erred as often one way as the
          other."
    `)
  })

  test('with what they met as notes', () => {
    const notices = ['api.example.com answered 3 calls with 429: it was asked more slowly']
    expect(blockOf(render(calledRun({ notices })), 'Notes')).toMatchInlineSnapshot(`
      "Notes
        · api.example.com answered 3 calls with 429: it was asked more slowly"
    `)
  })

  test('of a fallback are never silent', () => {
    const verdict = (row: number) =>
      buildVerdict('pubmed', 'yes', 'yes', {
        model: row < 2 ? 'spare' : 'own',
        recorded: true,
        ...(row < 2 && { fallback: true }),
      })
    const rows = [0, 1, 2].map((row) => buildRow(`row-${row}`, [verdict(row)]))
    const run = buildRun([buildSuite('PubMed', [buildJudge('pubmed')], rows)])
    expect(blockOf(render(run), 'Notes')).toMatchInlineSnapshot(`
      "Notes
        · pubmed: 2 of 3 verdicts are those of its fallback, spare; its own model
          could not be had.
        · All verdicts come from recordings."
    `)
  })

  test('that nobody could count have no cost', () => {
    const rows = [1, 2].map((row) =>
      buildRow(`row-${row}`, [buildVerdict('pubmed', 'yes', 'yes', { latencyMs: 1200 })]),
    )
    const run = buildRun([buildSuite('PubMed', [buildJudge('pubmed')], rows)], { prices })
    expect(blockOf(render(run), 'calls of')).toMatchInlineSnapshot(`
      "  calls of pubmed: 2 asked · cost unknown: no tokens were counted for 2 of 2
        calls · 1.2 s median, 90 % within 1.2 s"
    `)
  })

  test('that all come from recordings have neither cost nor time, and one line says so', () => {
    const row = (asked: number) =>
      buildRow(
        'row-1',
        [buildVerdict('pubmed', 'yes', 'yes', { tokens: { prompt: 5, completion: 5 }, recorded: true })],
        {
          app: [
            {
              model: 'gpt-5-nano',
              endpoint: 'https://api.example.com/v1',
              asked,
              recorded: 1 - asked,
              failed: 0,
              uncounted: 0,
              tokens: { prompt: 0, completion: 0 },
            },
          ],
        },
      )
    const run = (asked: number) =>
      buildRun([buildSuite('PubMed', [buildJudge('pubmed')], [row(asked)])], { prices })
    expect(blockOf(render(run(0)), 'calls of')).toMatchInlineSnapshot(`
      "  calls of pubmed: 1 recorded
        calls of predict to gpt-5-nano: 1 recorded"
    `)
    expect(blockOf(render(run(0)), 'Notes')).toMatchInlineSnapshot(`
      "Notes
        · All verdicts come from recordings: nobody was asked."
    `)
    expect(blockOf(render(run(1)), 'Notes')).toMatchInlineSnapshot(`
      "Notes
        · All verdicts come from recordings: no judge was asked."
    `)
  })

  test('of the stand-in and of functions have tokens alone', () => {
    const judges = [
      buildJudge('stand-in', { model: 'offline' }),
      buildJudge('code', { model: 'function:grade' }),
    ]
    const row = (ids: readonly string[]) =>
      buildRow(
        'row-1',
        ids.map((id) =>
          buildVerdict(id, 'yes', 'yes', { tokens: { prompt: 1500, completion: 20 }, latencyMs: 3 }),
        ),
      )
    const alone = buildRun([buildSuite('PubMed', judges, [row(['stand-in', 'code'])])], { prices })
    expect(blockOf(render(alone), 'tokens')).toMatchInlineSnapshot(`"  tokens: 3,000 in, 40 out"`)
    const mixed = buildRun(
      [buildSuite('PubMed', [...judges, buildJudge('pubmed')], [row(['code', 'pubmed'])])],
      { prices },
    )
    expect(blockOf(render(mixed), 'tokens')).toMatchInlineSnapshot(`
      "  tokens of code: 1,500 in, 20 out
        calls of pubmed: 1 asked · 1,500 tokens in, 20 out · $0.00042 · 3 ms median,
        90 % within 3 ms
        costs: at prices of 2026-11-01"
    `)
  })
})

test('gates that lack a recording or the budget, at 80 columns', () => {
  const missing = (reason: 'not-recorded' | 'over-budget') => ({
    judge: 'pubmed',
    outcome: 'unscored' as const,
    reason,
    detail: 'no recording of this request; the nearest differs in messages[1]',
  })
  const rows = [buildRow('a01-1', [missing('not-recorded')]), buildRow('a01-2', [missing('over-budget')])]
  const run = buildRun([buildSuite('PubMed', [buildJudge('pubmed')], rows)])
  expect(blockOf(render(run), 'Gates')).toMatchInlineSnapshot(`
    "Gates
      ! pubmed · not recorded
        1 verdict has no recording (row a01-1: no recording of this request; the
        nearest differs in messages[1]). Record what is missing:
        VITEST_JUDGE_RECORDINGS=auto npx vitest run evals.
      ! pubmed · over budget
        The budget of the run is spent: 1 verdict was not asked for (row a01-2: no
        recording of this request; the nearest differs in messages[1]). Raise the
        budget, or run again: what is recorded costs nothing."
  `)
})

describe('the estimate of a run as text', () => {
  const estimate = (run: Run, width = 80) => renderEstimate(estimateRun(run), { width, color: false })

  test('at 80 columns', () => {
    expect(estimate(calledRun())).toMatchInlineSnapshot(`
      "What a run like run-1 takes if everybody is asked again

      PubMed
                                calls   tokens in   tokens out      cost
        pubmed_classifier          60     177,000       14,100     $0.07
        brief                      60      53,100          708   unknown
        predict to gpt-5-nano      60       4,800          160   unknown

                       calls   tokens in   tokens out      cost
        all together     180     234,900       14,968   unknown

      By the token counts of this run, asked and recorded alike, at prices of
      2026-11-01. Embeddings are not counted.
      No price is known for gpt-5-nano, llama3.
      The tokens of 21 calls are not known, so they are in no figure but the calls.
      How many of these calls recordings would answer, at no cost, is not known here."
    `)
  })

  test('with all known', () => {
    const row = buildRow('row-1', [
      buildVerdict('pubmed', 'yes', 'yes', { tokens: { prompt: 1000, completion: 100 } }),
    ])
    const run = buildRun([buildSuite('PubMed', [buildJudge('pubmed')], [row])], { prices })
    expect(estimate(run)).toMatchInlineSnapshot(`
      "What a run like run-1 takes if everybody is asked again

      PubMed
                 calls   tokens in   tokens out       cost
        pubmed       1       1,000          100   $0.00045

      By the token counts of this run, asked and recorded alike, at prices of
      2026-11-01. Embeddings are not counted.
      How many of these calls recordings would answer, at no cost, is not known here."
    `)
  })

  test('with rows whose judges were not asked', () => {
    const rows = [
      buildRow('row-1', [
        buildVerdict('pubmed', 'yes', 'yes', { tokens: { prompt: 1000, completion: 100 } }),
      ]),
      buildRow('row-2', [{ judge: 'pubmed', outcome: 'unscored', reason: 'over-budget', detail: 'spent' }]),
      buildRow('row-3', [], { error: 'no route' }),
    ]
    expect(estimate(buildRun([buildSuite('PubMed', [buildJudge('pubmed')], rows)], { prices })))
      .toMatchInlineSnapshot(`
      "What a run like run-1 takes if everybody is asked again

      PubMed
                 calls   tokens in   tokens out                cost
        pubmed       2       1,000          100   $0.00045 and more

      By the token counts of this run, asked and recorded alike, at prices of
      2026-11-01. Embeddings are not counted.
      The tokens of 1 call are not known, so they are in no figure but the calls.
      1 row had no outputs: what they would take is not known.
      How many of these calls recordings would answer, at no cost, is not known here."
    `)
  })

  test('of a run that asked no service', () => {
    const offline = buildSuite('PubMed', [buildJudge('pubmed', { model: 'offline' })], [])
    expect(estimate(buildRun([offline]))).toMatchInlineSnapshot(`
      "What a run like run-1 takes if everybody is asked again

      No service was asked in this run, so there is nothing to go by."
    `)
  })

  test('stays within any width', () => {
    for (const width of [30, 40, 60, 120]) {
      const tooWide = estimate(calledRun(), width)
        .split('\n')
        .filter((line) => line.length > width)
      expect(tooWide).toEqual([])
    }
  })
})
