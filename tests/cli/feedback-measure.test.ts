import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { resolveFeedback, standingFeedback } from '../../src/feedback/index.ts'
import type { Feedback, JudgeValue, Run, RunRow, RunVerdict } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'
import { commandFolder } from './in-process.ts'
import { answerAt, terminalAt, type Typing } from './terminal.ts'
import { mailFiles } from './mail.ts'
import { commandProject } from './project.ts'

const folder = commandFolder()
let runs = 0

/** Held-out rows of a judge that passes the first ones and fails the others; truths are not known. */
function heldOut(passed: number, failed: number, rest: Partial<RunRow> = {}): RunRow[] {
  return Array.from({ length: passed + failed }, (_, index) =>
    buildRow(`row ${index}`, [buildVerdict('polite', index < passed ? 'yes' : 'no')], {
      sampleId: `s-${index}`,
      outputs: { text: `answer ${index}` },
      ...rest,
    }),
  )
}

/** A suite of its own for each test: the log lies beside its eval file. */
async function written(rows: readonly RunRow[], judges = ['polite']) {
  const name = `suite-${++runs}`
  const built = judges.map((id) => buildJudge(id))
  const suite = buildSuite(name, built, [...rows])
  const run: Run = { ...buildRun([{ ...suite, file: `evals/${name}/a.eval.ts` }]), id: `run-${runs}` }
  await folder.writeRuns(run)
  const log = join(folder.root, `evals/${name}/feedback/polite.jsonl`)
  return {
    run,
    log,
    lines: async (): Promise<Feedback[]> =>
      (await readFile(log, 'utf8').catch(() => ''))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Feedback),
    feedback: (typing: Typing, ...argv: string[]) =>
      answerAt(
        folder.root,
        ['feedback', '--judge', 'polite', '--run', run.id, '--annotator', 'ann', ...argv],
        typing,
      ),
  }
}

const answers = (count: number, value: JudgeValue = 'y') =>
  Array.from({ length: count }, () => [String(value), '\r']).flat()

describe('feedback --measure', () => {
  test('asks blind about held-out rows alone, each answer with the weight of its stratum', async () => {
    const align = buildRow('taught', [buildVerdict('polite', 'no', 'yes')], {
      split: 'align',
      sampleId: 's-a',
    })
    const known = buildRow('known', [buildVerdict('polite', 'no', 'yes')], { sampleId: 's-k' })
    const { feedback, lines, run } = await written([align, known, ...heldOut(64, 16)])
    const { exitCode, stdout, stderr } = await feedback(answers(12), '--measure', '12')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout.split('\n').slice(0, 8).join('\n')).toMatchInlineSnapshot(`
      "polite: 12 of 80 held-out rows drawn at random, by what the judge said of them;
      1 held-out row has a known truth already; 12 to label, as ann. Judge for
      yourself: what the judge said is not shown.
        instructions Is {{ outputs }} right?

      1 of 12 · row 42
        inputs       text: To examine the effect of exercise on sleep.
        outputs      text: answer 42"
    `)
    const asked = stdout.slice(0, stdout.lastIndexOf(' > '))
    // Nor how often it passes: who knows that is no longer blind.
    expect(asked).not.toMatch(/verdict|aligned|truth {2}|taught|known\n|The label fits/)
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'polite, labels by verdict: 4 of 16 fail, 8 of 64 pass; each counts for as many rows as it stands for',
    )
    expect(stdout).toMatch(/12 answers stored\. Next: npx vitest run evals\n$/)
    const given = await lines()
    const weights = Map.groupBy(given, ({ draw }) => draw?.stratum)
    expect([...weights].map(([stratum, own]) => [stratum, own.length, own[0]?.weight]).toSorted()).toEqual([
      ['fail', 4, 4],
      ['pass', 8, 8],
    ])
    expect(given.map(({ weight = 0 }) => weight).reduce((sum, weight) => sum + weight)).toBe(80)
    expect(given[0]).toMatchObject({ pickedBy: 'random', draw: { run: run.id, labels: 12 } })
    // The order is not that of the rows, and the strata are mixed.
    const places = given.map(({ sampleId }) => Number(sampleId.slice(2)))
    expect(places).not.toEqual(places.toSorted((left, right) => left - right))
    expect(given.slice(0, 6).map(({ draw }) => draw?.stratum)).toContain('fail')
  })

  test('goes on where it was, weighs what there is when it stops early, and extends the draw', async () => {
    const { feedback, lines } = await written(heldOut(60, 20))
    await feedback([...answers(7), 'q'], '--measure', '20')
    const shares = async () => {
      const standing = standingFeedback(await lines())
      const strata = Map.groupBy(standing, ({ draw }) => draw?.stratum ?? '')
      return [...strata]
        .toSorted(([left], [right]) => (left < right ? -1 : 1))
        .map(([stratum, own]) => [
          stratum,
          [...new Set(own.map(({ weight = 0 }) => weight * own.length))].map(Math.round),
        ])
    }
    const all = [
      ['fail', [20]],
      ['pass', [60]],
    ]
    expect(await shares()).toEqual(all)
    const asked = new Set((await lines()).map(({ sampleId }) => sampleId))
    expect(asked.size).toBe(7)
    const again = await feedback(answers(13), '--measure')
    expect(again.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'polite: 20 of 80 held-out rows drawn at random, by what the judge said of them, of which you have labelled 7; 13 to label, as ann.',
    )
    expect(await shares()).toEqual(all)
    const before = new Set((await lines()).map(({ sampleId }) => sampleId))
    expect(before.size).toBe(20)
    const more = await feedback([...answers(3), 'q'], '--measure', '40')
    expect(more.stdout).toContain('1 of 20 ·')
    expect(await shares()).toEqual(all)
    const after = new Set((await lines()).map(({ sampleId }) => sampleId))
    expect([...before].filter((id) => !after.has(id))).toEqual([])
    const settled = await lines()
    await feedback(['q'], '--measure')
    expect(await lines()).toEqual(settled)
  })

  test('asks another person about the same rows', async () => {
    const { feedback, lines } = await written(heldOut(30, 10))
    await feedback(answers(10), '--measure', '10')
    await feedback(answers(10, 'n'), '--measure', '--annotator', 'bob')
    const byPerson = Map.groupBy(await lines(), ({ source }) => source.name)
    const samples = (name: string) => byPerson.get(name)?.map(({ sampleId, weight }) => [sampleId, weight])
    expect(samples('bob')).toEqual(samples('ann'))
    expect(samples('bob')).toHaveLength(10)
  })

  test('multiplies the weight that a row has', async () => {
    const { feedback, lines } = await written(heldOut(20, 0, { weight: 2.5 }))
    await feedback(answers(5), '--measure', '5')
    expect((await lines()).map(({ weight }) => weight)).toEqual([10, 10, 10, 10, 10])
  })

  test('refuses where verdicts have changed since, with the run to go on with', async () => {
    const { feedback, run } = await written(heldOut(30, 10))
    await feedback(answers(10), '--measure', '10')
    const changed = structuredClone(run)
    for (const { verdicts } of changed.suites[0]?.rows ?? [])
      for (const verdict of verdicts) if (verdict.outcome === 'scored') verdict.value = 'no'
    await folder.writeRuns({ ...changed, id: 'later' })
    const { exitCode, stderr } = await feedback(answers(5), '--measure', '20', '--run', 'later')
    expect(exitCode).toBe(3)
    expect(stderr).toMatch(
      /^error not-measured: polite judges \d+ of the 10 labelled samples otherwise than in the run run-\d+,[^]*\n[^]*npx vitest-judge feedback --measure --judge polite --run run-\d+/,
    )
    expect((await feedback(['q'], '--measure', '20')).exitCode).toBe(0)
  })

  test.each([
    [
      'with rows that were picked for their verdict',
      heldOut(5, 5, { pickedBy: 'verdict' }),
      [],
      3,
      /picked for the data set as "verdict"/,
    ],
    [
      'with rows that were picked as hard',
      heldOut(5, 5, { pickedBy: 'hard' }),
      [],
      3,
      /picked for the data set as "hard"/,
    ],
    [
      'with --only',
      heldOut(5, 5),
      ['--only', 'all'],
      2,
      /feedback was given --only and --measure; expected one/,
    ],
    [
      'with no labels at all',
      heldOut(5, 5),
      ['--measure', '0'],
      2,
      /Expected a whole number above 0, received "0"/,
    ],
  ] as const)('is refused %s', async (_, rows, more, code, message) => {
    const { feedback, lines } = await written(rows)
    const { exitCode, stderr } = await feedback(answers(5), '--measure', ...more)
    expect(stderr).toMatch(message)
    expect(exitCode).toBe(code)
    expect(await lines()).toEqual([])
  })

  test('sets weights right that a killed session or a merged log left behind, with nothing to ask', async () => {
    const { feedback, lines, log } = await written(heldOut(60, 20))
    await feedback(answers(12), '--measure', '12')
    const known = standingFeedback(await lines())
    // Ann's last two were never settled, and Bob's came from another branch.
    const left = known.map((line, index) => ({
      ...line,
      ...(index >= 10 && { weight: 99 }),
      ...(index < 3 && { source: { type: 'HUMAN' as const, name: 'bob' } }),
    }))
    await writeFile(log, left.map((line) => `${JSON.stringify(line)}\n`).join(''))
    const asked = await feedback(['q'], '--measure')
    expect(asked.stdout).toContain('1 of 3 ·')
    const weights = (all: readonly Feedback[]) =>
      new Map(all.map(({ sampleId, weight }) => [sampleId, weight]))
    expect(weights(standingFeedback(await lines()))).toEqual(weights(known))
  })

  test('turns no tie among people by setting weights', async () => {
    const { feedback, lines, log } = await written(heldOut(20, 0))
    await feedback([...answers(1), 'q'], '--measure', '10')
    const [first] = standingFeedback(await lines())
    if (first === undefined) throw new Error('There is a line.')
    const { draw: _, weight: __, pickedBy: ___, ...rest } = first
    const later = {
      ...rest,
      id: 'later',
      value: 'no',
      source: { type: 'HUMAN', name: 'cat' },
      time: '2026-11-26T00:00:00.000Z',
    }
    await writeFile(log, `${JSON.stringify(first)}\n${JSON.stringify(later)}\n`)
    await feedback(answers(3), '--measure')
    expect(resolveFeedback(await lines()).get(first.sampleId)).toMatchObject({
      value: 'no',
      pickedBy: 'random',
      weight: 5,
    })
  })

  test('asks about a judge that has no aligned form without being told which', async () => {
    const { run } = await written(heldOut(8, 2))
    const end = await answerAt(folder.root, ['feedback', '--measure', '2', '--run', run.id], answers(2))
    expect({ code: end.exitCode, stored: end.stdout.includes('2 answers stored') }).toEqual({
      code: 0,
      stored: true,
    })
    const teaching = await answerAt(folder.root, ['feedback', '--run', run.id], [])
    expect(teaching).toMatchObject({ exitCode: 0, stderr: '' })
    expect(teaching.stdout).toContain('polite: no align row with outputs to look at')
  })

  test('keeps a skipped row for the next time', async () => {
    const { feedback, lines } = await written(heldOut(8, 2))
    const { stdout } = await feedback(['s', ...answers(3)], '--measure', '4')
    expect(stdout).toContain('3 answers stored')
    expect(stdout).not.toContain('labels by verdict')
    expect((await feedback(['q'], '--measure')).stdout).toContain('1 of 1 ·')
    const given = standingFeedback(await lines())
    expect(given).toHaveLength(3)
    expect(given.reduce((sum, { weight = 0 }) => sum + weight, 0)).toBe(10)
  })

  test('ends with 130 and weights that are right when its window is closed', async () => {
    await using project = await commandProject({})
    const suite = buildSuite('Manners', [buildJudge('polite')], heldOut(60, 20))
    const run = buildRun([{ ...suite, file: 'evals/a.eval.ts' }])
    await project.write({ '.vitest-judge/latest.json': JSON.stringify(run) })
    const argv = ['feedback', '--measure', '20', '--judge', 'polite', '--annotator', 'ann']
    const session = terminalAt(project.root, argv)
    for (const key of answers(3)) await session.type(key)
    await session.asked()
    process.emit('SIGHUP')
    expect((await session.ended).exitCode).toBe(130)
    const text = await project.read('evals/feedback/polite.jsonl')
    const given = standingFeedback(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Feedback),
    )
    expect(given).toHaveLength(3)
    expect(given.map(({ weight = 0 }) => weight).reduce((sum, weight) => sum + weight)).toBeCloseTo(80, 9)
  })

  test('has nothing to ask where the truth of every held-out row is known', async () => {
    const rows = heldOut(3, 2).map((row) => ({ ...row, verdicts: [buildVerdict('polite', 'yes', 'no')] }))
    const { feedback } = await written(rows)
    expect((await feedback([], '--measure')).stdout.replaceAll(/\s+/g, ' ')).toContain(
      'polite: no held-out row to draw from; 5 held-out rows have a known truth already; 0 to label',
    )
  })
})

test('feedback --only uncertain asks about align rows on which verdicts differ or are missing, and notes it', async () => {
  const row = (id: string, ...values: (JudgeValue | undefined)[]) =>
    buildRow(
      id,
      values.map((value, index) => buildVerdict(index === 0 ? 'polite' : 'polite@aligned', value)),
      { split: 'align', sampleId: `s-${id}` },
    )
  const rows = [row('same', 'yes', 'yes'), row('differ', 'yes', 'no'), row('none', undefined, 'no')]
  const { feedback, lines } = await written(rows, ['polite', 'polite@aligned'])
  const { stdout } = await feedback(answers(2), '--only', 'uncertain')
  expect(stdout).toContain('polite: 2 uncertain to look at, as ann')
  expect((await lines()).map(({ rowId, pickedBy }) => [rowId, pickedBy])).toEqual([
    ['differ', 'hard'],
    ['none', 'hard'],
  ])
})

test.runIf(process.env['LONG'])(
  'labels drawn to measure make weighted figures in the next report',
  async () => {
    const evaluation = mailFiles['evals/mail/mail.eval.ts']
      .replace(/^ *truth: .*\n/m, '')
      .replace('judges: [judge, aligned(judge), careful]', 'judges: [careful]')
    const rows = Array.from({ length: 120 }, (_, index) => {
      const inputs = { text: `${index % 5 === 0 ? 'Prize' : 'Mail'} number ${index}` }
      return JSON.stringify({ id: `mail ${index}`, inputs, expectations: { label: 'ham' } })
    })
    await using project = await commandProject({
      'evals/mail/rows.jsonl': `${rows.join('\n')}\n`,
      'evals/mail/mail.eval.ts': evaluation,
    })
    await project.vitest(['run', 'evals'])
    const measured = ['feedback', '--judge', 'careful', '--annotator', 'ann', '--measure', '12']
    const asked = await answerAt(project.root, measured, [...answers(10), ...answers(2, 'n')])
    expect(asked.stdout).toContain('12 answers stored')
    await project.vitest(['run', 'evals'])
    const { stdout } = await project.judge(['report'])
    expect(stdout).toMatch(/^ *careful +12 +0 +75\.8 % \[46\.3, 91\.9\] +83\.5 % +31\.6 % +0\.136$/m)
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'careful: it passes 81.3 % of all rows; by the labels drawn from them 85.2 % [55.7, 96.3] truly pass careful: 52 rows without a known truth figures are weighted: a row counts by how many rows it stands for',
    )
  },
  60_000,
)

describe('labels given on mismatches or hard rows', () => {
  const judged = (from: number, to: number, rest: Partial<RunVerdict>) =>
    Array.from({ length: to - from }, (_, index) =>
      buildRow(`row ${from + index}`, [
        { ...buildVerdict('polite', 'yes', index % 2 === 0 ? 'yes' : 'no'), ...rest } as RunVerdict,
      ]),
    )
  const shown = async (rows: RunRow[]) => {
    const suite = buildSuite('Manners', [buildJudge('polite')], rows)
    await folder.writeRuns(buildRun([suite], { gate: { thresholds: { polite: { accuracy: 0.2 } } } }))
    const [report, gate] = [await folder.command('report'), await folder.command('gate')]
    const words = ({ stdout }: typeof report) => stdout.replaceAll(/\s+/g, ' ')
    return { report: words(report), gate: words(gate), exitCode: gate.exitCode }
  }

  test.each(['verdict', 'hard'] as const)(
    '(%s) give no figures and pass no gate, in words',
    async (pickedBy) => {
      const { report, gate, exitCode } = await shown(judged(0, 12, { pickedBy }))
      expect(report).toContain('no figures: 12 labels were picked by verdict, without a weight')
      expect(report).toContain(
        'labels given on mismatches or hard rows teach, they do not measure; labels that do: npx vitest-judge feedback --measure --judge polite',
      )
      expect(gate).toContain(
        'polite · refused Not measured: 12 labels were picked by verdict, without a weight',
      )
      expect(exitCode).toBe(1)
    },
  )

  test('are left out beside labels that were drawn to measure', async () => {
    const drawn = judged(0, 12, { pickedBy: 'random', weight: 3 })
    const { report, gate, exitCode } = await shown([...drawn, ...judged(12, 40, { pickedBy: 'hard' })])
    expect(report).toContain(
      'polite: 28 rows left out, for labels given on mismatches or hard rows teach, they do not measure',
    )
    expect(gate).toContain('on 12 held-out rows')
    expect(exitCode).toBe(1)
  })
})
