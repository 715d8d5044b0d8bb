import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { calibrationSchema, type Run, type RunJudge, type RunVerdict } from '../../src/contract/index.ts'
import {
  buildJudge,
  buildRow,
  buildRows,
  buildRun,
  buildSuite,
  buildVerdict,
} from '../agreement/build-run.ts'
import { commandFolder } from './in-process.ts'

const folder = commandFolder()
const plain = buildJudge('plain')
const { memory: _, ...unaligned } = buildJudge('plain@aligned')
const leaked = buildRow('a', [
  {
    ...buildVerdict('plain@aligned', 'yes', 'yes'),
    guidance: {
      guidelines: 0,
      examples: [],
      leaks: [{ kind: 'id', where: 'memory', sampleId: 'a' }],
    },
  } as RunVerdict,
])
const file = 'evals/pubmed/calibration/plain.json'
const runOf = (
  id: string,
  judge: RunJudge = plain,
  agreed = 90,
  more: Partial<Omit<Run, 'gate'>> = {},
): Run => buildRun([buildSuite('PubMed', [judge], buildRows('plain', agreed, 100))], { id, ...more })
const stored = async () => readFile(join(folder.root, file), 'utf8')
const command = async (run: Run, ...argv: string[]) => {
  await folder.writeRuns(run)
  return folder.command('calibrate', ...argv)
}

describe('calibrate', () => {
  test('writes what a judge reached on held-out rows, and says it', async () => {
    const { exitCode, stdout, stderr } = await command(runOf('one'))
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatchInlineSnapshot(`
      "plain
        calibration written
        file        evals/pubmed/calibration/plain.json
        measured    in the run one of 2026-11-23T12:00:00.000Z
        accuracy    90.0 % [82.6, 94.5] on 100 held-out rows
        pass-recall 90.0 % [78.6, 95.7]
        fail-recall 90.0 % [78.6, 95.7]
        kappa       0.800 [0.651, 0.918]
        majority    50.0 % [40.4, 59.6]: always giving the most frequent answer
        versions    this held-out set measured 1 version of this judge; worn after 3

      "
    `)
    const calibration = calibrationSchema.parse(JSON.parse(await stored()))
    expect(calibration).toMatchObject({
      schema: 'vitest-judge/calibration@1',
      judge: 'plain',
      suite: 'PubMed',
      run: 'one',
      figures: { rows: 100, unscored: 0, accuracy: { successes: 90, n: 100, estimate: 0.9 } },
      measurements: [{ run: 'one' }],
    })
    expect(calibration.rows).toHaveLength(100)
    expect(calibration.rows[0]).toEqual({ id: 'row-1', truth: 'yes', verdict: 'yes' })
  })

  test('changes no byte when the same run is measured again', async () => {
    const before = await stored()
    expect((await command(runOf('one'))).stdout).toContain('calibration as before, from the same run')
    expect(await stored()).toBe(before)
  })

  test('counts the versions of the judge that the held-out set has measured, and marks it as worn', async () => {
    const versions = async (model: string, ...argv: string[]) => {
      const { stdout } = await command(runOf(model, buildJudge('plain', { model })), ...argv)
      return /^ {2}(?:versions|worn) .*\n(?: {3}.*\n)*/m.exec(stdout)?.[0].replaceAll(/\s+/g, ' ').trim()
    }
    const measured = (count: number, limit: number) =>
      `versions this held-out set measured ${count} versions of this judge; worn after ${limit}`
    expect((await command(runOf('again'))).stdout).toContain('measured 1 version of this judge; worn after 3')
    expect(await versions('gpt-6')).toBe(measured(2, 3))
    expect(await versions('gpt-7')).toBe(measured(3, 3))
    expect(await versions('gpt-7')).toBe(measured(3, 3))
    expect(await versions('gpt-8')).toBe(
      'worn this held-out set measured 4 versions of this judge, more than 3: what was chosen by it has leaked into it, and the figures flatter; take other rows',
    )
    expect(await versions('gpt-8', '--worn-after', '9')).toBe(measured(4, 9))
    expect(await versions('gpt-8', '--check')).toBe(measured(4, 9))
    expect(await versions('gpt-9')).toBe(measured(5, 9))
    const { stdout } = await command(runOf('gpt-9', buildJudge('plain', { model: 'gpt-9' })), '--json')
    expect(JSON.parse(stdout)).toMatchObject([{ worn: false, wornAfter: 9, measurements: 5 }])
  })

  test('begins to count anew on other rows', async () => {
    const rows = buildRows('plain', 50, 60)
    const fewer = buildRun([buildSuite('PubMed', [plain], rows)], { id: 'fewer' })
    expect((await command(fewer)).stdout).toContain('set measured 5 versions of this judge; worn after 9')
    const others = rows.map((row) => ({ ...row, id: `other-${row.id}` }))
    const other = buildRun([buildSuite('PubMed', [plain], others)], { id: 'five' })
    expect((await command(other)).stdout).toContain('set measured 1 version of this judge; worn after 9')
  })

  test('leaves out a judge that is not aligned yet, and says so, unless it is named', async () => {
    const run = buildRun([buildSuite('PubMed', [plain, unaligned], buildRows('plain', 90, 100))], {
      id: 'early',
    })
    const all = await command(run)
    expect({ exitCode: all.exitCode, stderr: all.stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(all.stdout.replaceAll('\n', ' ')).toContain(
      'plain@aligned has no memory yet and was left out; npx vitest-judge align makes one.',
    )
    const named = await folder.command('calibrate', '--judge', 'plain@aligned')
    expect([named.exitCode, named.stderr]).toEqual([3, expect.stringContaining('it has no memory yet')])
    // A file that was made when there was a memory is not passed over.
    await folder.write({
      'evals/pubmed/calibration/plain@aligned.json': (await stored()).replace('"plain"', '"plain@aligned"'),
    })
    expect((await folder.command('calibrate', '--check')).exitCode).toBe(3)
    await rm(join(folder.root, 'evals/pubmed/calibration/plain@aligned.json'))
  })

  test('says one row of one', async () => {
    const one = buildRun([buildSuite('PubMed', [buildJudge('one')], buildRows('one', 1, 1))])
    expect((await command(one)).stdout).toContain('on 1 held-out row\n')
  })

  test('says in a sentence each what the numbers mean', async () => {
    const { stdout } = await command(runOf('explained'), '--explain', '--worn-after', '3')
    expect(stdout.slice(stdout.indexOf('What'))).toMatchInlineSnapshot(`
      "What the numbers mean
        · 100 held-out rows: rows that no judge may have learned from, so that they
          measure it. The figures below are those of plain.
        · accuracy 90.0 % [82.6, 94.5]: the share of rows on which the judge agreed
          with the truth; on all such rows it may well be anything from 82.6 to 94.5 %
          (of intervals made like this one, 19 out of 20 hold the true figure).
        · pass-recall 90.0 % [78.6, 95.7]: of the 50 rows that truly pass, the share
          that the judge passes.
        · fail-recall 90.0 % [78.6, 95.7]: of the 50 rows that truly fail, the share
          that the judge fails; it lets the others through.
        · kappa 0.800 [0.651, 0.918]: how far the judge gets from what chance alone
          would agree on towards full agreement; 0 is chance, 1 is perfect.
        · majority 50.0 % [40.4, 59.6]: what one gets by giving the most frequent
          answer to every row; a judge that is not above it has shown nothing.
        · versions 1: how many versions of the judge (instructions, model, parameters,
          values, memory) these held-out rows have measured; measuring one of them
          again is no further look. Each time that one is chosen by these figures,
          they flatter a little more, and after 3 they are called worn.
      "
    `)
    expect((await command(runOf('explained'), '--check', '--explain')).stdout).toContain(
      'What the numbers mean\n  · 100 held-out rows: rows',
    )
  })

  test('says why kappa does not exist, to people and in the file', async () => {
    const run = buildRun([
      buildSuite('Same', [plain], [buildRow('a', [buildVerdict('plain', 'yes', 'yes')])]),
    ])
    const { stdout } = await command(run, '--explain')
    expect(stdout).toContain(
      '  kappa       does not exist: every truth and every verdict is the same value\n',
    )
    expect(stdout).not.toMatch(/· (?:kappa|fail-recall)/)
    expect(calibrationSchema.parse(JSON.parse(await stored())).figures.kappa).toEqual({
      estimate: null,
      reason: 'every truth and every verdict is the same value',
      low: -1,
      high: 1,
    })
  })
})

describe('calibrate --check', () => {
  beforeAll(async () => void (await command(runOf('base'))))
  const changed = (judge: Partial<RunJudge['definition']>) =>
    runOf('next', { ...plain, definition: { ...plain.definition, ...judge } })

  test('is good while nothing has changed, also in another run', async () => {
    const { exitCode, stdout } = await command(runOf('next', plain, 80), '--check')
    expect(exitCode).toBe(0)
    expect(stdout).toMatchInlineSnapshot(`
      "plain
        calibration still fits the run
        file        evals/pubmed/calibration/plain.json
        compared    with the run next of 2026-11-23T12:00:00.000Z
        measured    in the run base of 2026-11-23T12:00:00.000Z
        accuracy    90.0 % [82.6, 94.5] on 100 held-out rows
        pass-recall 90.0 % [78.6, 95.7]
        fail-recall 90.0 % [78.6, 95.7]
        kappa       0.800 [0.651, 0.918]
        majority    50.0 % [40.4, 59.6]: always giving the most frequent answer
        versions    this held-out set measured 1 version of this judge; worn after 3

      "
    `)
    const { stdout: json } = await command(runOf('next', plain, 80), '--check', '--json')
    expect(JSON.parse(json)).toMatchObject([
      { state: 'fresh', run: { id: 'next' }, figures: { kappa: { estimate: 0.8 } } },
    ])
  })

  test('says that a change inside a function cannot be seen', async () => {
    const judge = buildJudge('plain', { model: 'function:ask' })
    const { exitCode, stdout } = await command(runOf('own', judge), '--check')
    expect(exitCode).toBe(1)
    expect(stdout).not.toContain('function')
    await command(runOf('own', judge))
    const checked = await command(runOf('own', judge), '--check')
    expect(checked.exitCode).toBe(0)
    expect(checked.stdout).toContain(
      '  function    the model is function:ask: a change inside it cannot be seen here\n',
    )
    await command(runOf('base'))
  })

  test.for<[string, Run]>([
    ['instructions', changed({ instructions: 'Is {{ outputs }} wrong?' })],
    ['model', changed({ model: 'gpt-6' })],
    ['parameters', changed({ temperature: 0.5 })],
    ['values', changed({ valueType: { type: 'label', values: ['no', 'yes'] } })],
    ['memory', runOf('next', { ...plain, memory: 'other' })],
    ['rows, truth', buildRun([buildSuite('PubMed', [plain], buildRows('plain', 90, 98))], { id: 'next' })],
    [
      'truth',
      buildRun(
        [
          buildSuite(
            'PubMed',
            [plain],
            [
              ...buildRows('plain', 90, 100).slice(0, 99),
              buildRow('row-100', [buildVerdict('plain', 'yes', 'yes')]),
            ],
          ),
        ],
        { id: 'next' },
      ),
    ],
  ])('says that the %s changed', async ([what, run]) => {
    const before = await stored()
    const { exitCode, stdout } = await command(run, '--check')
    expect(exitCode).toBe(1)
    expect(stdout).toContain(
      `no longer fits: ${what} ${['truth', 'memory', 'model'].includes(what) ? 'has' : 'have'} changed`,
    )
    expect(await stored()).toBe(before)
  })

  test('misses a calibration that was never made', async () => {
    const judge = buildJudge('fresh')
    const run = buildRun([buildSuite('PubMed', [judge], buildRows('fresh', 90, 100))], { id: 'fresh' })
    expect(await command(run, '--check')).toMatchObject({
      exitCode: 1,
      stdout: [
        'fresh',
        '  calibration there is none yet',
        '  file        evals/pubmed/calibration/fresh.json',
        '  compared    with the run fresh of 2026-11-23T12:00:00.000Z',
        '',
        'Measure anew: npx vitest run evals, then npx vitest-judge calibrate.',
        '',
      ].join('\n'),
    })
  })

  test('does not read a damaged file as a missing one, and goes on with the other judges', async () => {
    const whole = await stored()
    await folder.write({ [file]: whole.slice(0, 300) })
    const rows = buildRows('plain', 90, 100)
    const judges = [plain, buildJudge('other')]
    const both = rows.map((row) => ({
      ...row,
      verdicts: [...row.verdicts, { ...row.verdicts[0]!, judge: 'other' }],
    }))
    const run = buildRun([buildSuite('PubMed', judges, both)], { id: 'next' })
    const { exitCode, stdout } = await command(run, '--check')
    expect(exitCode).toBe(3)
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /^plain calibration evals\/pubmed\/calibration\/plain\.json is damaged: it is not JSON .* → Delete it or take it from git: git checkout -- evals\/pubmed\/calibration\/plain\.json\. .* other calibration there is none yet/,
    )
    expect(JSON.parse((await command(run, '--check', '--json')).stdout)).toMatchObject([
      { judge: 'plain', state: 'damaged', fault: expect.stringContaining('git checkout --') as string },
      { judge: 'other', state: 'missing' },
    ])
    const refused = await command(run)
    expect(refused).toMatchObject({ exitCode: 3, stdout: '' })
    expect(refused.stderr).toMatch(
      /^error damaged-file: .*plain\.json is damaged[\s\S]*git checkout -- evals\/pubmed\/calibration\/plain\.json/,
    )
    await folder.write({ [file]: whole })
  })
})

describe('nothing is calibrated', () => {
  test.for<[string, Run, string[], number, RegExp]>([
    [
      'from a partial run',
      runOf('part', plain, 90, { complete: false, partial: ['it is shard 1 of 2'] }),
      [],
      3,
      /^error not-measured: The run part is partial \(it is shard 1 of 2\)/,
    ],
    [
      'from one shard of several',
      runOf('part', plain, 90, { complete: false, partial: [], shard: { index: 1, count: 2 } }),
      [],
      3,
      /^error cannot-merge: The run part is shard 1 of 2 alone: give the run files of all shards\.\n {2}→ Name them all: npx vitest-judge calibrate <run> <run>/,
    ],
    [
      'without a truth',
      buildRun([buildSuite('PubMed', [plain], [buildRow('a', [buildVerdict('plain', 'yes')])])]),
      [],
      3,
      /no held-out row has a known truth/,
    ],
    [
      'of an aligned judge without a memory',
      buildRun([buildSuite('PubMed', [unaligned], buildRows('plain', 9, 10))]),
      [],
      3,
      /plain@aligned in PubMed cannot be calibrated: it has no memory yet \(run npx vitest-judge align\)/,
    ],
    [
      'of a judge whose memory knows held-out rows',
      buildRun([buildSuite('PubMed', [buildJudge('plain@aligned')], [leaked])]),
      [],
      3,
      /its memory knows held-out rows/,
    ],
    [
      'by labels that were picked by verdict and have no weight',
      buildRun([
        buildSuite('PubMed', [plain], [{ ...buildRows('plain', 1, 1)[0]!, pickedBy: 'verdict' as const }]),
      ]),
      [],
      3,
      /plain in PubMed cannot be calibrated: /,
    ],
    [
      'for a judge that is not there',
      runOf('one'),
      ['--judge', 'plane'],
      2,
      /^error unknown-judge: The run one has no judge plane; the run has plain in PubMed/,
    ],
    [
      'for one judge of two suites in one folder',
      buildRun([
        buildSuite('A', [plain], buildRows('plain', 9, 10)),
        buildSuite('B', [plain], buildRows('plain', 9, 10)),
      ]),
      [],
      2,
      /would hold plain of two suites, A and B/,
    ],
    [
      'by a check that is to set the limit of versions',
      runOf('one'),
      ['--check', '--worn-after', '5'],
      2,
      /^error invalid-usage: calibrate was given --check, which writes nothing, and --worn-after 5/,
    ],
    ['with a limit that is no count', runOf('one'), ['--worn-after', '0'], 2, /whole number above 0/],
    ['with an unknown flag', runOf('one'), ['--chek'], 2, /Unknown option '--chek'/],
  ])('%s', async ([, run, argv, exitCode, message]) => {
    const ended = await command(run, ...argv)
    expect(ended).toMatchObject({ exitCode, stdout: '' })
    expect(ended.stderr).toMatch(message)
  })

  const unscoredRun = (unscored: number, maxUnscored?: number, ofGate?: number) =>
    buildRun(
      [
        buildSuite(
          'PubMed',
          [plain],
          buildRows('plain', 100, 100, { unscored }),
          maxUnscored === undefined ? {} : { maxUnscored },
        ),
      ],
      ofGate === undefined ? {} : { gate: { thresholds: { 'PubMed > plain': { maxUnscored: ofGate } } } },
    )

  test('where too many verdicts are unscored, by the budget of gate, suite or all; the file stays', async () => {
    await command(runOf('base'))
    const before = await stored()
    for (const run of [unscoredRun(6), unscoredRun(5, 0.04), unscoredRun(20, 0.5, 0.1)]) {
      expect(await command(run)).toMatchObject({ exitCode: 3, stdout: '' })
    }
    expect(await stored()).toBe(before)
    expect((await command(unscoredRun(6))).stderr).toMatchInlineSnapshot(`
      "error not-measured: plain in PubMed cannot be calibrated: on held-out rows 6 of 100 verdicts unscored (6.0 %), more than the 5.0 % allowed: 6 malformed (row row-95: no JSON).
        → Mend that, or calibrate the others by name: npx vitest-judge calibrate --judge <id>.
      "
    `)
    for (const run of [unscoredRun(5), unscoredRun(20, 0.2), unscoredRun(20, 0.1, 0.5)]) {
      expect((await command(run)).exitCode).toBe(0)
    }
    expect(calibrationSchema.parse(JSON.parse(await stored())).maxUnscored).toBe(0.5)
  })

  test('unless the suite is named', async () => {
    const run = buildRun([
      buildSuite('A', [plain], buildRows('plain', 9, 10)),
      buildSuite('B', [plain], buildRows('plain', 9, 10)),
    ])
    expect((await command(run, '--suite', 'B', '--json')).stdout).toContain('"suite": "B"')
  })
})
