import { describe, expect, test } from 'vitest'
import { estimateRun, summariseCalls } from '../../src/agreement/index.ts'
import type { CallUsage, Prices, RunRow, RunVerdict, UnscoredReason } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from './build-run.ts'

const prices: Prices = {
  date: '2026-11-01',
  models: {
    'gpt-5-mini': { prompt: 0.25, cached: 0.025, completion: 2 },
    small: { prompt: 1, completion: 1 },
  },
}
const polite = buildJudge('polite')
const tokens = { prompt: 1000, completion: 100, cached: 400, reasoning: 60 }
const asked = (latencyMs: number, rest: Parameters<typeof buildVerdict>[3] = {}) =>
  buildVerdict('polite', 'yes', 'yes', { tokens, latencyMs, ...rest })
const recorded = buildVerdict('polite', 'yes', 'yes', { tokens, recorded: true })

function unscored(reason: UnscoredReason, rest: object = {}): RunVerdict {
  return { judge: 'polite', outcome: 'unscored', reason, detail: 'because', ...rest }
}

function rowsOf(verdicts: readonly RunVerdict[]): RunRow[] {
  return verdicts.map((verdict, index) => buildRow(`row-${index}`, [verdict]))
}

function callsOf(verdicts: readonly RunVerdict[], { known }: { known?: Prices } = { known: prices }) {
  return summariseCalls(buildSuite('Support', [polite], rowsOf(verdicts)), known)
}

const ends: Record<UnscoredReason, 'answered' | 'failed' | 'nobody asked'> = {
  malformed: 'answered',
  'not-allowed': 'answered',
  refused: 'answered',
  truncated: 'answered',
  timeout: 'failed',
  'rate-limited': 'failed',
  'provider-error': 'failed',
  rejected: 'failed',
  connection: 'failed',
  aborted: 'failed',
  'missing-field': 'nobody asked',
  'no-embedder': 'nobody asked',
  'not-recorded': 'nobody asked',
  'over-budget': 'nobody asked',
  unfinished: 'nobody asked',
}

function usage(rest: Partial<CallUsage>): CallUsage {
  return {
    model: 'small',
    endpoint: 'https://api.example.com/v1',
    asked: 0,
    recorded: 0,
    failed: 0,
    uncounted: 0,
    tokens: { prompt: 0, completion: 0 },
    ...rest,
  }
}

describe('the calls of a judge', () => {
  test('keep asked and recorded apart: what is recorded has no tokens, no cost and no latency', () => {
    const { judges, models, app, priceDate } = callsOf([
      asked(900),
      asked(100),
      asked(300),
      recorded,
      recorded,
    ])
    const sums = {
      asked: 3,
      recorded: 2,
      failed: 0,
      uncounted: 0,
      tokens: { prompt: 3000, completion: 300, cached: 1200, reasoning: 180 },
      // (1800 · 0.25 + 1200 · 0.025 + 300 · 2) / 1e6
      costUsd: { kind: 'value', value: expect.closeTo(0.00108, 12) as number },
    }
    expect(judges).toEqual([
      { judge: 'polite', isService: true, ...sums, latencyMs: { median: 300, p90: 900 } },
    ])
    expect(models).toEqual([{ model: 'gpt-5-mini', ...sums }])
    expect({ app, priceDate }).toEqual({ app: [], priceDate: '2026-11-01' })
  })

  test('that were all recorded cost nothing, whatever the prices', () => {
    expect(callsOf([recorded], {}).judges).toEqual([
      {
        judge: 'polite',
        isService: true,
        asked: 0,
        recorded: 1,
        failed: 0,
        uncounted: 0,
        tokens: { prompt: 0, completion: 0 },
        costUsd: { kind: 'value', value: 0 },
      },
    ])
  })

  test('cost an unknown sum where one part of it is unknown', () => {
    const costOf = (...verdicts: RunVerdict[]) => callsOf(verdicts).judges[0]?.costUsd
    expect(costOf(asked(1), asked(1, { model: 'llama' }), asked(1, { model: 'constructor' }))).toEqual({
      kind: 'undefined',
      reason: 'no price is known for constructor, llama',
    })
    expect(costOf(asked(1), buildVerdict('polite', 'yes', 'yes', { latencyMs: 1 }))).toEqual({
      kind: 'undefined',
      reason: 'no tokens were counted for 1 of 2 calls',
    })
    expect(callsOf([asked(1)], {}).judges[0]?.costUsd).toEqual({
      kind: 'undefined',
      reason: 'no price is known for gpt-5-mini',
    })
  })

  test('are priced by the dated name that the provider gave the model', () => {
    expect(callsOf([asked(1, { model: 'gpt-5-mini-2025-08-07' })]).judges[0]?.costUsd).toEqual({
      kind: 'value',
      value: expect.closeTo(0.00036, 12) as number,
    })
  })

  test('of repeats count, on both sides of the split', () => {
    const rows = [
      buildRow('a', [asked(1)]),
      buildRow('a', [asked(2)], { repeat: 1 }),
      buildRow('b', [asked(3)], { split: 'align' }),
    ]
    const { judges } = summariseCalls(buildSuite('Support', [polite], rows), prices)
    expect(judges[0]).toMatchObject({ asked: 3, tokens: { prompt: 3000 }, latencyMs: { median: 2, p90: 3 } })
  })

  test('take the time by nearest rank, of answers alone', () => {
    const verdicts = Array.from({ length: 10 }, (_, index) => asked(10 * (index + 1)))
    const late = unscored('timeout', { latencyMs: 60_000 })
    expect(callsOf([...verdicts, late, recorded]).judges[0]?.latencyMs).toEqual({ median: 50, p90: 90 })
    expect(callsOf([late, recorded]).judges[0]).not.toHaveProperty('latencyMs')
  })

  test.each(Object.entries(ends))('without a usable verdict, %s: %s', (reason, end) => {
    const [judge] = callsOf([unscored(reason as UnscoredReason, { latencyMs: 5 })]).judges
    expect({ asked: judge?.asked, failed: judge?.failed, uncounted: judge?.uncounted }).toEqual({
      asked: end === 'nobody asked' ? 0 : 1,
      failed: end === 'failed' ? 1 : 0,
      uncounted: end === 'answered' ? 1 : 0,
    })
  })

  test('share an unusable answer that another call of the same request paid for', () => {
    const shared = unscored('malformed', { tokens })
    expect(callsOf([unscored('malformed', { tokens, latencyMs: 9 }), shared]).judges[0]).toMatchObject({
      asked: 1,
      recorded: 1,
      tokens,
    })
  })

  test('say whether a service was asked', () => {
    const judges = ['gpt-5-mini', 'offline', 'function:grade'].map((model) =>
      buildJudge(`by ${model}`, { model }),
    )
    const rows = [
      buildRow(
        'a',
        judges.map(({ id, definition }) =>
          buildVerdict(id, 'yes', 'yes', { tokens, model: definition.model }),
        ),
      ),
    ]
    const calls = summariseCalls(buildSuite('Support', judges, rows), prices)
    expect(calls.judges.map(({ isService }) => isService)).toEqual([true, false, false])
    expect(calls.models.map(({ model }) => model)).toEqual(['gpt-5-mini'])
  })
})

test('the calls of predict are summed by model, once a row, without the stand-in', () => {
  const app = [
    usage({ asked: 2, failed: 1, tokens: { prompt: 10, completion: 5 } }),
    usage({ model: 'other', recorded: 1 }),
    usage({ model: 'offline', endpoint: 'offline', asked: 4, tokens: { prompt: 9, completion: 9 } }),
  ]
  const rows = [
    buildRow('a', [], { app }),
    buildRow('a', [], { app, repeat: 1 }),
    buildRow('b', [], { app: [usage({ asked: 1, recorded: 3, tokens: { prompt: 20, completion: 5 } })] }),
    buildRow('c', []),
  ]
  expect(summariseCalls(buildSuite('Support', [polite], rows), prices).app).toEqual([
    {
      model: 'other',
      asked: 0,
      recorded: 1,
      failed: 0,
      uncounted: 0,
      tokens: { prompt: 0, completion: 0 },
      costUsd: { kind: 'value', value: 0 },
    },
    {
      model: 'small',
      asked: 3,
      recorded: 3,
      failed: 1,
      uncounted: 0,
      tokens: { prompt: 30, completion: 10 },
      costUsd: { kind: 'value', value: expect.closeTo(0.00004, 12) as number },
    },
  ])
})

describe('the estimate of a run', () => {
  test('takes asked and recorded verdicts alike', () => {
    const once = (verdicts: RunVerdict[]) =>
      estimateRun(buildRun([buildSuite('Support', [polite], rowsOf(verdicts))], { prices }))
    const estimate = once([asked(1), recorded, recorded])
    const calls = {
      calls: 3,
      uncounted: 0,
      tokens: { prompt: 3000, completion: 300, cached: 1200, reasoning: 180 },
      costUsd: { kind: 'value', value: expect.closeTo(0.00108, 12) as number },
      countedUsd: { kind: 'value', value: expect.closeTo(0.00108, 12) as number },
    }
    expect(estimate).toEqual({
      run: 'run-1',
      priceDate: '2026-11-01',
      suites: [{ suite: 'Support', judges: [{ judge: 'polite', ...calls }], app: [] }],
      models: [{ model: 'gpt-5-mini', ...calls }],
      total: calls,
      rowsWithoutOutputs: 0,
    })
    expect(once([asked(1), asked(1), asked(1)])).toEqual(estimate)
  })

  test('knows no cost of calls whose tokens the run does not know', () => {
    const rows = [
      ...rowsOf([asked(1), unscored('timeout'), unscored('over-budget'), unscored('missing-field')]),
      buildRow('app', [], {
        app: [usage({ asked: 2, recorded: 3, failed: 1, tokens: { prompt: 5, completion: 5 } })],
      }),
      buildRow('broken', [], { error: 'no route' }),
    ]
    const notAsked = buildJudge('strict')
    const estimate = estimateRun(buildRun([buildSuite('Support', [polite, notAsked], rows)], { prices }))
    expect(
      estimate.suites[0]?.judges.map(({ judge, calls, uncounted }) => ({ judge, calls, uncounted })),
    ).toEqual([{ judge: 'polite', calls: 3, uncounted: 2 }])
    expect(estimate.suites[0]?.app).toEqual([
      {
        model: 'small',
        calls: 5,
        uncounted: 4,
        tokens: { prompt: 5, completion: 5 },
        costUsd: { kind: 'undefined', reason: 'no tokens were counted for 4 of 5 calls' },
        countedUsd: { kind: 'value', value: expect.closeTo(0.00001, 12) as number },
      },
    ])
    expect(estimate).toMatchObject({ total: { calls: 8, uncounted: 6 }, rowsWithoutOutputs: 1 })
  })

  test('knows what recorded calls of predict took where their recordings say so', () => {
    const app = [
      usage({ recorded: 3, recordedTokens: { prompt: 600, completion: 30 } }),
      usage({
        asked: 1,
        recorded: 1,
        tokens: { prompt: 5, completion: 5 },
        recordedTokens: { prompt: 5, completion: 5 },
      }),
    ]
    const estimate = estimateRun(
      buildRun([buildSuite('Support', [], [buildRow('a', [], { app })])], { prices }),
    )
    expect(estimate.total).toMatchObject({ calls: 5, uncounted: 0, tokens: { prompt: 610, completion: 40 } })
  })

  test('is of no call where no service was asked', () => {
    const offline = buildJudge('polite', { model: 'offline' })
    const estimate = estimateRun(buildRun([buildSuite('Support', [offline], rowsOf([asked(1)]))]))
    expect(estimate).toMatchObject({ suites: [{ judges: [], app: [] }], models: [], total: { calls: 0 } })
    expect(estimate).not.toHaveProperty('priceDate')
  })
})
