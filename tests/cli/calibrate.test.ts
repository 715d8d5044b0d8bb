import { readFile } from 'node:fs/promises'
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
        accuracy    90.0 % [82.6, 94.5] on 100 held-out rows
        pass-recall 90.0 % [78.6, 95.7]
        fail-recall 90.0 % [78.6, 95.7]
        kappa       0.800
        majority    50.0 % [40.4, 59.6]: always giving the most frequent answer
        measured    once on this held-out set

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

  test('counts how often the held-out set was measured, and marks it as worn after three', async () => {
    expect((await command(runOf('two'))).stdout).toContain('measured    2 times on this held-out set')
    expect((await command(runOf('three'))).stdout).toContain('measured    3 times on this held-out set')
    const { stdout } = await command(runOf('four'))
    expect(stdout).toContain('worn        this held-out set was measured 4 times, more than 3: what was')
    expect((await command(runOf('four'), '--worn-after', '9')).stdout).toContain('measured    4 times')
  })

  test('begins to count anew on other rows', async () => {
    const other = buildRun([buildSuite('PubMed', [plain], buildRows('plain', 50, 60))], { id: 'five' })
    expect((await command(other)).stdout).toContain('measured    once on this held-out set')
  })
})

describe('calibrate --check', () => {
  beforeAll(async () => void (await command(runOf('base'))))
  const changed = (judge: Partial<RunJudge['definition']>) =>
    runOf('next', { ...plain, definition: { ...plain.definition, ...judge } })

  test('is good while nothing has changed, also in another run', async () => {
    const { exitCode, stdout } = await command(runOf('next', plain, 80), '--check')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('calibration still fits the run')
    expect(stdout).toContain('accuracy    90.0 %')
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
    expect(stdout).toContain(`no longer fits: ${what} ${what.includes(',') ? 'have' : 'has'} changed`)
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
        '',
        'Measure anew: npx vitest run evals, then npx vitest-judge calibrate.',
        '',
      ].join('\n'),
    })
  })

  test('does not read a damaged file as a missing one', async () => {
    const whole = await stored()
    await folder.write({ [file]: whole.slice(0, 300) })
    const { exitCode, stderr } = await command(runOf('next'), '--check')
    expect(exitCode).toBe(3)
    expect(stderr).toMatch(/^error damaged-file: .*plain\.json is damaged/)
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
    ['with an unknown flag', runOf('one'), ['--chek'], 2, /Unknown option '--chek'/],
  ])('%s', async ([, run, argv, exitCode, message]) => {
    const ended = await command(run, ...argv)
    expect(ended).toMatchObject({ exitCode, stdout: '' })
    expect(ended.stderr).toMatch(message)
  })

  test('unless the suite is named', async () => {
    const run = buildRun([
      buildSuite('A', [plain], buildRows('plain', 9, 10)),
      buildSuite('B', [plain], buildRows('plain', 9, 10)),
    ])
    expect((await command(run, '--suite', 'B', '--json')).stdout).toContain('"suite": "B"')
  })
})
