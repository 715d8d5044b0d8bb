import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { historySchema, type Run } from '../../src/contract/index.ts'
import { buildJudge, buildRows, buildRun, buildSuite } from '../agreement/build-run.ts'
import { exampleRun } from '../report/example-run.ts'
import { commandFolder } from './in-process.ts'

const folder = commandFolder()

beforeEach(async () => {
  await rm(folder.root, { recursive: true, force: true })
  await mkdir(folder.root, { recursive: true })
})

/** A run of one judge that agrees on so many of 40 rows. */
function runOf(
  day: number,
  agreed: number,
  rest: Partial<Run> & { model?: string; rows?: number } = {},
): Run {
  const { model = 'gpt-5-mini', rows = 40, ...given } = rest
  return buildRun(
    [buildSuite('Mail', [buildJudge('helpful', { model })], buildRows('helpful', agreed, rows))],
    {
      id: `run-${String(day).padStart(2, '0')}`,
      time: `2026-11-${String(day).padStart(2, '0')}T10:00:00.000Z`,
      ...given,
    },
  )
}

describe('report --history', () => {
  test('shows each judge over time, with what has changed, and marks runs that measure less', async () => {
    await folder.writeRuns(
      runOf(3, 36, { model: 'gpt-6' }),
      runOf(1, 30),
      runOf(2, 28, { complete: false, partial: ['2 rows were not run'] }),
      runOf(4, 37, { model: 'gpt-6', rows: 41, offline: true }),
    )
    expect(await folder.command('report', '--history')).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: `4 runs, 2026-11-01 to 2026-11-04

helpful · Mail
  run       rows   accuracy 95 % interval
  run-01      40     75.0 % [59.8, 85.8]
  run-02      40     70.0 % [54.6, 81.9]    partial
  changed   model
  run-03      40     90.0 % [76.9, 96.0]
  changed   rows
  run-04      41     90.2 % [77.5, 96.1]    offline

  what the last change did, on the same rows: npx vitest-judge compare run-03
  run-04 --judge helpful
`,
    })
  })

  test('of an aligned judge says how it stands to its base, and which memory is new', async () => {
    const later = exampleRun({ id: 'run-2', time: '2026-11-24T12:00:00.000Z' })
    for (const judge of later.suites[0]?.judges ?? []) {
      if (judge.memory !== undefined) judge.memory = 'abcdef0123456789'
    }
    await folder.writeRuns(exampleRun(), later)
    const { stdout } = await folder.command('report', '--history')
    const [, own = ''] = /^(pubmed@aligned · PubMed classification\n(?:.+\n|\n(?= ))*)/m.exec(stdout) ?? []
    expect(own).toBe(`pubmed@aligned · PubMed classification
  run       rows   accuracy 95 % interval
  run-1       60     83.3 % [72.0, 90.7]
  changed   memory (now abcdef012345)
  run-2       60     83.3 % [72.0, 90.7]

  in the latest run against pubmed: +8.3 points [-1.8, 19.6] on 60 rows
  what the last change did, on the same rows: npx vitest-judge compare run-1
  run-2 --judge pubmed@aligned
`)
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  test('as JSON fits its schema, and as a page draws every judge', async () => {
    await folder.writeRuns(exampleRun(), exampleRun({ id: 'run-2', time: '2026-11-24T12:00:00.000Z' }))
    const { stdout } = await folder.command('report', '--history', '--json')
    const published = JSON.parse(
      await readFile(new URL('../../docs/history.schema.json', import.meta.url), 'utf8'),
    ) as Parameters<typeof z.fromJSONSchema>[0]
    const history = historySchema.parse(z.fromJSONSchema(published).parse(JSON.parse(stdout)))
    expect(history.runs.map(({ run, judges }) => [run, judges.map(({ judge }) => judge)])).toEqual(
      ['run-1', 'run-2'].map((run) => [run, ['classification_guidelines', 'pubmed', 'pubmed@aligned']]),
    )
    expect(history.runs[1]?.judges[2]).toMatchObject({
      rows: 60,
      accuracy: { successes: 50, n: 60 },
      changes: [],
      base: { judge: 'pubmed', rows: 60 },
    })
    const end = await folder.command('report', '--history', '--html', 'history.html')
    expect(end.stdout).toMatch(/^history\.html \(\d+ kB\) holds the history of 2 runs\.\n$/)
    const html = await readFile(join(folder.root, 'history.html'), 'utf8')
    expect(html.match(/data-figure="history"/g)).toHaveLength(3)
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html.match(/>11-2[34]<\/text>/g)).toHaveLength(6)
  })

  test('as a page shows the times of runs that are all of one day, and says of how many it shows none', async () => {
    const runs = Array.from({ length: 102 }, (_, index) =>
      exampleRun({
        id: `run-${String(index).padStart(3, '0')}`,
        time: new Date(Date.UTC(2026, 10, 24, 8, index)).toISOString(),
      }),
    )
    await folder.writeRuns(...runs)
    await folder.command('report', '--history', '--html', 'history.html')
    const html = await readFile(join(folder.root, 'history.html'), 'utf8')
    expect(html).toContain('>08:02</text>')
    expect(html).not.toContain('>11-24</text>')
    expect(html).toContain('2 earlier runs not shown; --json has them')
  })

  test('leaves a damaged run out, names it and ends with 3', async () => {
    await folder.writeRuns(runOf(1, 30))
    await folder.write({ '.vitest-judge/runs/run-02.json': '{"schema": "vitest-judge/run@1"}' })
    const { exitCode, stdout } = await folder.command('report', '--history')
    expect(exitCode).toBe(3)
    expect(stdout).toContain('1 run, 2026-11-01')
    expect(stdout).toContain('left out: .vitest-judge/runs/run-02.json is damaged: at ')
  })

  test('is shown where its cache can neither be read nor written', async () => {
    await folder.writeRuns(runOf(1, 30))
    const shown = await folder.command('report', '--history')
    await rm(join(folder.root, '.vitest-judge/history.json'))
    await mkdir(join(folder.root, '.vitest-judge/history.json/in the way'), { recursive: true })
    expect(await folder.command('report', '--history')).toEqual(shown)
  })

  test('reads again what has changed, and nothing else', async () => {
    await folder.writeRuns(runOf(1, 30), runOf(2, 31))
    await folder.command('report', '--history')
    const cache = join(folder.root, '.vitest-judge/history.json')
    const kept = await readFile(cache, 'utf8')
    // What the cache says is believed while the file is as it was.
    await writeFile(cache, kept.replace('"successes":30', '"successes":7'))
    const believed = await folder.command('report', '--history', '--json')
    expect(believed.stdout).toContain('"successes": 7')
    await utimes(join(folder.root, '.vitest-judge/runs/run-01.json'), 1, 1)
    expect((await folder.command('report', '--history', '--json')).stdout).toContain('"successes": 30')
    await writeFile(cache, '{')
    expect((await folder.command('report', '--history', '--json')).stdout).toContain('"successes": 30')
    await rm(join(folder.root, '.vitest-judge/runs/run-01.json'))
    const fewer = await folder.command('report', '--history', '--json')
    expect(historySchema.parse(JSON.parse(fewer.stdout)).runs.map(({ run }) => run)).toEqual(['run-02'])
  })

  test('shows the last twenty runs and says how many more there are', async () => {
    await folder.writeRuns(...Array.from({ length: 25 }, (_, day) => runOf(day + 1, 30)))
    const { stdout } = await folder.command('report', '--history')
    expect(stdout.match(/^ {2}run-\d\d/gm)).toHaveLength(20)
    expect(stdout).toContain('5 earlier runs not shown; --html and --json have them')
  })

  test.runIf(process.env['LONG'])(
    'of 500 runs takes seconds, and a moment again',
    { timeout: 120_000 },
    async () => {
      const runs = Array.from({ length: 500 }, (_, index) =>
        exampleRun({
          id: `run-${String(index).padStart(3, '0')}`,
          time: new Date(Date.UTC(2026, 0, 1 + index)).toISOString(),
        }),
      )
      await folder.writeRuns(...runs)
      const seconds = async () => {
        const start = performance.now()
        expect((await folder.command('report', '--history')).exitCode).toBe(0)
        return (performance.now() - start) / 1000
      }
      const [first, again] = [await seconds(), await seconds()]
      process.stderr.write(
        `500 runs of 80 rows and 4 judges: ${first.toFixed(1)} s, again ${again.toFixed(2)} s\n`,
      )
      expect(first).toBeLessThan(60)
      expect(again).toBeLessThan(3)
    },
  )

  test('without a run, and with what is about one run, is refused', async () => {
    expect((await folder.command('report', '--history')).stderr).toContain(
      'error no-run: There is no run yet',
    )
    await folder.writeRuns(runOf(1, 30))
    for (const flags of [['run-01'], ['--markdown'], ['--estimate'], ['--slice', 'inputs.text']]) {
      const { exitCode, stderr } = await folder.command('report', '--history', ...flags)
      expect({ flags, exitCode }).toEqual({ flags, exitCode: 2 })
      expect(stderr).toContain('error invalid-usage: report was given --')
    }
  })
})
