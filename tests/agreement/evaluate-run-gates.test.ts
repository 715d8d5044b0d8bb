import { describe, expect, test } from 'vitest'
import { evaluateRunGates } from '../../src/agreement/index.ts'
import { VitestJudgeError } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildRows, buildRun, buildSuite, buildVerdict } from './build-run.ts'

const pubmed = buildJudge('pubmed')
const good = buildSuite('PubMed', [pubmed], buildRows('pubmed', 95, 100))
const weak = buildSuite('Arxiv', [pubmed], buildRows('pubmed', 60, 100))
const close = buildSuite('PubMed', [pubmed], buildRows('pubmed', 82, 100))
const thresholds = { pubmed: { accuracy: 0.8 } }

describe('the gates of a run', () => {
  test('apply a judge id in every suite where the judge appears', () => {
    expect(evaluateRunGates(buildRun([good, weak], { gate: { thresholds } }))).toMatchObject({
      lines: [
        {
          key: 'pubmed',
          suite: 'PubMed',
          judge: 'pubmed',
          outcome: 'pass',
          reason: 'Accuracy 95.0 % on 100 held-out rows: its 95 % lower bound 90.1 % reaches 80.0 %.',
        },
        {
          key: 'pubmed',
          suite: 'Arxiv',
          judge: 'pubmed',
          outcome: 'fail',
          reason: 'Accuracy 60.0 % on 100 held-out rows is below 80.0 %.',
        },
      ],
      exitCode: 1,
    })
  })

  test('apply a suite and judge id in that suite alone', () => {
    const gate = { thresholds: { 'PubMed > pubmed': { accuracy: 0.8 } } }
    const { lines, exitCode } = evaluateRunGates(buildRun([good, weak], { gate }))
    expect(lines.map(({ suite, outcome }) => [suite, outcome])).toEqual([['PubMed', 'pass']])
    expect(exitCode).toBe(0)
  })

  test('refuse a key that matches nothing, naming the known ones', () => {
    const run = buildRun([good], { gate: { thresholds: { pubmad: { accuracy: 0.8 } } } })
    expect(() => evaluateRunGates(run)).toThrow(VitestJudgeError)
    expect(() => evaluateRunGates(run)).toThrowErrorMatchingInlineSnapshot(`
      [VitestJudgeError: The gate \`pubmad\` matches no judge of this run; expected one of: \`pubmed\`, \`PubMed > pubmed\`.
        → Correct the key of \`gate\` in the plugin \`judges({ gate })\`, or remove it.]
    `)
  })

  test('count an inconclusive one as failed, unless it only warns', () => {
    const strict = evaluateRunGates(buildRun([close], { gate: { thresholds } }))
    expect(strict).toMatchObject({ lines: [{ outcome: 'inconclusive', rowsNeeded: 983 }], exitCode: 1 })
    const lenient = evaluateRunGates(buildRun([close], { gate: { thresholds, inconclusive: 'warn' } }))
    expect(lenient).toMatchObject({ lines: [{ outcome: 'inconclusive' }], exitCode: 0 })
  })

  test('are nothing where there are none', () => {
    expect(evaluateRunGates(buildRun([good, weak]))).toEqual({ lines: [], exitCode: 0, note: '' })
    expect(evaluateRunGates(buildRun([]))).toEqual({ lines: [], exitCode: 0, note: '' })
  })

  test('cannot be decided without held-out rows with a truth', () => {
    const rows = Array.from({ length: 10 }, (_, index) =>
      buildRow(`row-${index}`, [buildVerdict('pubmed', 'yes', 'yes')], { split: 'align' }),
    )
    const run = buildRun([buildSuite('PubMed', [pubmed], rows)], { gate: { thresholds } })
    expect(evaluateRunGates(run)).toMatchObject({ lines: [{ outcome: 'no-rows' }], exitCode: 3 })
  })

  test('let the largest exit code win', () => {
    const empty = buildSuite('Empty', [pubmed], [])
    expect(evaluateRunGates(buildRun([good, weak, empty], { gate: { thresholds } })).exitCode).toBe(3)
  })
})

describe('a partial run', () => {
  const partial = { complete: false, partial: ['-t "sleep" left out 12 rows', 'shard 1 of 2'] }

  test('is not gated, and says why', () => {
    expect(evaluateRunGates(buildRun([weak], { ...partial, gate: { thresholds } }))).toMatchObject({
      lines: [
        {
          key: 'pubmed',
          suite: 'Arxiv',
          judge: 'pubmed',
          outcome: 'not-gated',
          reason: 'The run is partial: -t "sleep" left out 12 rows; shard 1 of 2.',
        },
      ],
      exitCode: 0,
    })
  })

  test('is a 3 where the configuration asks for complete runs', () => {
    const gate = { thresholds, requireComplete: true }
    expect(evaluateRunGates(buildRun([good], { ...partial, gate })).exitCode).toBe(3)
    expect(evaluateRunGates(buildRun([], { ...partial, gate: { requireComplete: true } })).exitCode).toBe(3)
    expect(evaluateRunGates(buildRun([good], { gate })).exitCode).toBe(0)
  })

  test('may lack the suites that a gate names', () => {
    const gate = { thresholds: { elsewhere: { accuracy: 0.8 } } }
    expect(evaluateRunGates(buildRun([good], { ...partial, gate }))).toEqual({
      lines: [],
      exitCode: 0,
      note: '',
    })
  })

  test('is also one with held-out rows without outputs', () => {
    const broken = buildRow('broken', [], { error: 'predict threw: no route' })
    const suite = (split: 'heldout' | 'align') =>
      buildSuite('PubMed', [pubmed], [...buildRows('pubmed', 95, 100), { ...broken, split }])
    expect(evaluateRunGates(buildRun([suite('heldout')], { gate: { thresholds } }))).toMatchObject({
      lines: [{ outcome: 'not-gated', reason: '1 held-out row has no outputs.' }],
      exitCode: 0,
    })
    expect(evaluateRunGates(buildRun([suite('align')], { gate: { thresholds } }))).toMatchObject({
      lines: [{ outcome: 'pass' }],
      exitCode: 0,
    })
  })
})

describe('verdicts of the offline stand-in', () => {
  const offline = buildJudge('pubmed', { model: 'offline' })
  const suite = buildSuite('PubMed', [offline], buildRows('pubmed', 95, 100, { model: 'offline' }))

  test('are refused by a gate unless it allows them', () => {
    expect(evaluateRunGates(buildRun([suite], { offline: true, gate: { thresholds } }))).toMatchObject({
      lines: [
        {
          outcome: 'refused',
          reason:
            'Verdicts of the offline stand-in are not gated unless `allowOffline: true` in the gate, or `--allow-offline`, says so.',
        },
      ],
      exitCode: 1,
    })
    const gate = { thresholds, allowOffline: true }
    expect(evaluateRunGates(buildRun([suite], { offline: true, gate })).lines[0]?.outcome).toBe('pass')
  })

  test('leave a judge with another model in the same run alone', () => {
    const other = buildSuite('Other', [buildJudge('other')], buildRows('other', 95, 100))
    const gate = { thresholds: { ...thresholds, other: { accuracy: 0.8 } } }
    const { lines } = evaluateRunGates(buildRun([suite, other], { offline: true, gate }))
    expect(lines.map(({ judge, outcome }) => [judge, outcome])).toEqual([
      ['pubmed', 'refused'],
      ['other', 'pass'],
    ])
  })

  test('are suspected of every judge where the run cannot say whose they are', () => {
    const run = buildRun([good], { offline: true, gate: { thresholds } })
    expect(evaluateRunGates(run).lines[0]?.outcome).toBe('refused')
  })
})

describe('an aligned judge without a memory', () => {
  test('cannot be gated', () => {
    const { memory: _, ...unaligned } = buildJudge('pubmed@aligned')
    const rows = [
      buildRow('a', [
        { judge: 'pubmed@aligned', truth: 'yes', outcome: 'not-asked', reason: 'not-aligned', detail: '' },
      ]),
    ]
    const gate = { thresholds: { 'pubmed@aligned': { accuracy: 0.8 } } }
    expect(evaluateRunGates(buildRun([buildSuite('PubMed', [unaligned], rows)], { gate }))).toMatchObject({
      lines: [
        { outcome: 'not-aligned', reason: 'It was not asked: no memory yet (run `npx vitest-judge align`).' },
      ],
      exitCode: 3,
    })
    expect(evaluateRunGates(buildRun([buildSuite('PubMed', [unaligned], rows)])).exitCode).toBe(0)
  })
})

describe('the budget of unscored verdicts', () => {
  const suite = (unscored: number, maxUnscored?: number) =>
    buildSuite(
      'PubMed',
      [pubmed],
      buildRows('pubmed', 95, 100, { unscored }),
      maxUnscored === undefined ? {} : { maxUnscored },
    )

  test('holds without any gate, at 5 %', () => {
    expect(evaluateRunGates(buildRun([suite(5)]))).toEqual({ lines: [], exitCode: 0, note: '' })
    expect(evaluateRunGates(buildRun([suite(6)]))).toMatchObject({
      lines: [
        {
          key: 'maxUnscored',
          suite: 'PubMed',
          judge: 'pubmed',
          outcome: 'too-many-unscored',
          reason: '6 of 100 verdicts unscored (6.0 %), more than the 5.0 % allowed.',
        },
      ],
      exitCode: 3,
    })
  })

  test("is the gate's, else the suite's", () => {
    expect(evaluateRunGates(buildRun([suite(6, 0.1)])).exitCode).toBe(0)
    expect(evaluateRunGates(buildRun([suite(1, 0)])).exitCode).toBe(3)
    const gate = { thresholds: { pubmed: { maxUnscored: 0.1 } } }
    expect(evaluateRunGates(buildRun([suite(6, 0)], { gate })).exitCode).toBe(0)
  })

  test('counts rows of both splits, and rows without a truth', () => {
    const untold = Array.from({ length: 8 }, (_, index) =>
      buildRow(`untold-${index}`, [buildVerdict('pubmed', undefined)], { split: 'align' }),
    )
    const rows = [...buildRows('pubmed', 95, 100), ...untold]
    const run = buildRun([buildSuite('PubMed', [pubmed], rows)], { gate: { thresholds } })
    expect(evaluateRunGates(run)).toMatchObject({
      lines: [
        { key: 'pubmed', outcome: 'pass' },
        {
          key: 'maxUnscored',
          outcome: 'too-many-unscored',
          reason: '8 of 108 verdicts unscored (7.4 %), more than the 5.0 % allowed.',
        },
      ],
      exitCode: 3,
    })
  })

  test('is told once where the gate already says so', () => {
    const { lines, exitCode } = evaluateRunGates(buildRun([suite(6)], { gate: { thresholds } }))
    expect(lines.map(({ key, outcome }) => [key, outcome])).toEqual([['pubmed', 'too-many-unscored']])
    expect(exitCode).toBe(3)
  })
})
