import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Run, RunAudit } from '../../src/contract/index.ts'
import { installMemory, memoryFingerprint, versionId } from '../../src/memory/index.ts'
import { buildRun } from '../agreement/build-run.ts'
import { episode, guideline, memoryOf, tableOf } from '../memory/sample-memory.ts'
import { everyOutcome } from '../report/audit-run.ts'
import { everythingRun } from '../report/everything-run.ts'
import { exampleRun } from '../report/example-run.ts'
import { commandFolder } from './in-process.ts'

const folder = commandFolder()
const place = 'evals/pubmed/memory/pubmed'

const early = memoryOf([episode(1, 'first')], { guidelines: [guideline('g1', 'An early rule.')] })
const late = memoryOf([episode(1, 'first'), episode(2, 'second')], {
  guidelines: [guideline('g1', 'An early rule.'), { ...guideline('g2', 'A later <rule>.'), pinned: true }],
})

/** The example run, whose judge `pubmed@aligned` used a memory. */
function runWith(memory: typeof early, id: string, rest: Partial<Run> = {}): Run {
  const run = exampleRun()
  for (const suite of run.suites) {
    for (const judge of suite.judges) {
      if (judge.id === 'pubmed@aligned') {
        judge.memory = memoryFingerprint(memory)
        judge.memoryFolder = place
      }
    }
  }
  return { ...run, id, ...rest }
}

async function install(memory: typeof early, time: string) {
  await installMemory(join(folder.root, place), memory, tableOf(memory.episodes, memory.embedder), { time })
}

const page = (name = 'report.html') => readFile(join(folder.root, name), 'utf8')
const textOf = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')

beforeEach(async () => {
  await rm(folder.root, { recursive: true, force: true })
  await mkdir(folder.root, { recursive: true })
})

test('report --json fits the schema that is published', async () => {
  await folder.writeRuns(everythingRun({ audits: [everyOutcome()] }))
  const { stdout } = await folder.command('report', '--json')
  const published = JSON.parse(
    await readFile(new URL('../../docs/run.schema.json', import.meta.url), 'utf8'),
  ) as Parameters<typeof z.fromJSONSchema>[0]
  const printed = JSON.parse(stdout) as Run
  expect(z.fromJSONSchema(published).parse(printed)).toEqual(printed)
  expect(z.fromJSONSchema(published).safeParse({ ...printed, suites: 1 }).success).toBe(false)
})

describe('report --html', () => {
  test('writes one page, whole, and says where and how large it is', async () => {
    await folder.writeRuns(exampleRun())
    const end = await folder.command('report', '--html', 'report.html')
    const { size } = await stat(join(folder.root, 'report.html'))
    expect(end).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: `report.html (${Math.ceil(size / 1000)} kB) holds the report of run-1.\n`,
    })
    const html = await page()
    expect(html.startsWith('<!doctype html>\n<html lang="en">')).toBe(true)
    expect(textOf(html)).toContain('pubmed@aligned against pubmed')
    await folder.command('report', '--html', 'report.html', '--slice', 'outputs.label')
    expect(textOf(await page())).toContain('pubmed · held-out rows by outputs.label')
  })

  test('shows the memory that the run used, and of its versions what runs on disk measured', async () => {
    await install(early, '2026-11-20T10:00:00.000Z')
    await install(late, '2026-11-21T10:00:00.000Z')
    await folder.writeRuns(
      runWith(early, 'run-early', { time: '2026-11-20T12:00:00.000Z' }),
      runWith(late, 'run-late', { time: '2026-11-21T12:00:00.000Z', complete: false, partial: ['cut'] }),
    )
    await folder.command('report', 'run-early', '--html', 'early.html')
    const before = textOf(await page('early.html'))
    expect(before).toContain('1 guideline and 1 example')
    expect(before).not.toContain('A later')
    // A partial run measures no version.
    expect(before).toContain('1 version of 2: neither a run on disk nor the calibration has measured it')
    expect(before).toMatch(
      new RegExp(`1 · ${versionId(early)} 2026-11-20 1 1 60 83.3 % .* of this run run-early`),
    )
    await folder.writeRuns(runWith(late, 'run-late', { time: '2026-11-21T12:00:00.000Z' }))
    await folder.command('report', '--html', 'late.html')
    const after = await page('late.html')
    expect(textOf(after)).toContain('2 guidelines and 2 examples')
    expect(after).toContain('A later &lt;rule>.')
    expect(textOf(after)).toContain('pinned')
    expect(textOf(after)).not.toContain('neither a run on disk')
    expect(textOf(after)).toMatch(/2 · [0-9a-f]{12} 2026-11-21 2 2 60 83.3 % .* of this run run-late/)
  })

  test('marks versions that were measured on other rows, with another model or offline', async () => {
    await install(early, '2026-11-20T10:00:00.000Z')
    await install(late, '2026-11-21T10:00:00.000Z')
    const before = runWith(early, 'run-early', { time: '2026-11-20T12:00:00.000Z', offline: true })
    for (const suite of before.suites) {
      suite.rows = suite.rows.slice(10)
      for (const judge of suite.judges) judge.definition.model = 'another-model'
    }
    await folder.writeRuns(before, runWith(late, 'run-late', { time: '2026-11-21T12:00:00.000Z' }))
    await folder.command('report', '--html', 'report.html')
    const html = await page()
    expect(textOf(html)).toMatch(
      /1 · [0-9a-f]{12} 2026-11-20 1 1 50 .* offline, other model, other rows run-early/,
    )
    expect(textOf(html)).toMatch(/2 · [0-9a-f]{12} 2026-11-21 2 2 60 83\.3 % .* of this run run-late/)
    const [chart = ''] = /data-figure="versions".*?<\/figure>/s.exec(html) ?? []
    expect(chart.match(/class="sign estimate faint/g)).toHaveLength(1)
    expect(chart).toContain('hollow: measured otherwise than in this run')
  })

  test('knows of versions whose runs are gone from the calibration, which is in git', async () => {
    await install(early, '2026-11-20T10:00:00.000Z')
    await install(late, '2026-11-21T10:00:00.000Z')
    await folder.writeRuns(runWith(early, 'run-early', { time: '2026-11-20T12:00:00.000Z' }))
    await folder.command('calibrate', '--judge', 'pubmed@aligned')
    await rm(join(folder.root, '.vitest-judge'), { recursive: true })
    const now = runWith(late, 'run-late', { time: '2026-11-21T12:00:00.000Z' })
    await folder.writeRuns(now)
    await folder.command('calibrate', '--judge', 'pubmed@aligned')
    await folder.command('report', '--html', 'report.html')
    const html = textOf(await page())
    expect(html).toMatch(
      /1 · [0-9a-f]{12} 2026-11-20 1 1 60 83\.3 % \[\S+, \S+\] – run-early \(calibration\)/,
    )
    expect(html).toMatch(/2 · [0-9a-f]{12} 2026-11-21 2 2 60 83\.3 % .* of this run run-late /)
    // Another judge, and other rows, are said and drawn hollow.
    for (const suite of now.suites) {
      suite.rows = suite.rows.slice(10)
      for (const judge of suite.judges) judge.definition.model = 'another-model'
    }
    await folder.writeRuns({ ...now, id: 'run-other', time: '2026-11-22T12:00:00.000Z' })
    await folder.command('report', '--html', 'report.html')
    const changed = await page()
    expect(textOf(changed)).toMatch(/1 · .* – other judge, other rows run-early \(calibration\)/)
    expect(changed).toContain('hollow: measured otherwise than in this run')
  })

  test('draws the audit that a calibration keeps, where the run has none of that judge', async () => {
    const run = exampleRun()
    const judge = run.suites[0]?.judges.find(({ id }) => id === 'pubmed@aligned')
    const { definition, memory } = judge ?? {}
    const outcomes = everyOutcome()
    // The judge of the run says yes and no.
    const said = JSON.stringify(outcomes.probes).replaceAll('"value":true', '"value":"yes"')
    const probes = JSON.parse(
      said.replaceAll('"value":false', '"value":"no"').replaceAll(/"truth":(true|false)/g, '"truth":"no"'),
    ) as RunAudit['probes']
    const audit: RunAudit = {
      ...outcomes,
      probes,
      judge: 'pubmed@aligned',
      name: 'audit of pubmed@aligned',
      ...(definition && { definition }),
      ...(memory !== undefined && { memory }),
    }
    await folder.writeRuns({ ...run, audits: [audit] })
    await folder.command('calibrate', '--judge', 'pubmed@aligned')
    await folder.command('report', '--html', 'report.html')
    expect(textOf(await page())).not.toContain('by the calibration file')
    await folder.writeRuns(exampleRun({ id: 'run-2', time: '2026-11-30T10:00:00.000Z' }))
    await folder.command('report', '--html', 'report.html')
    const html = await page()
    expect(html.match(/data-figure="audit"/g)).toHaveLength(1)
    expect(textOf(html)).toContain('audit of pubmed@aligned · 200 rows · by the calibration file')
    expect(textOf(html)).toMatch(/7 probes: 1 biased, .* Made in the run run-1, \S+, of this very judge/)
    expect(textOf(html)).toMatch(/authority ✗ biased 200 \+31\.0 \[24\.6, 37\.7\] 5\.0/)
    expect(textOf(html)).toMatch(/position ! not run 0 5\.0/)
    const changed = exampleRun({ id: 'run-3', time: '2026-11-30T11:00:00.000Z' })
    for (const one of changed.suites[0]?.judges ?? []) one.definition.instructions += ' Be strict.'
    await folder.writeRuns(changed)
    await folder.command('report', '--html', 'report.html')
    expect(textOf(await page())).toContain('judge or memory have changed since')
  })

  test('says where the memory of the run is no longer on disk, or damaged', async () => {
    await folder.writeRuns(runWith(late, 'run-late'))
    await folder.command('report', '--html', 'report.html')
    expect(textOf(await page())).toContain(
      `is not shown: ${place} no longer has the memory that the run used (${memoryFingerprint(late).slice(0, 12)})`,
    )
    await folder.write({ [`${place}/memory.json`]: '{' })
    expect((await folder.command('report', '--html', 'report.html')).exitCode).toBe(0)
    expect(textOf(await page())).toContain(`${place}/memory.json is damaged`)
  })

  test('says whether calibrations still fit, cannot be read or are worn', async () => {
    const run = exampleRun()
    await folder.writeRuns(run)
    await folder.command('calibrate', '--judge', 'pubmed', '--worn-after', '1')
    await folder.command('calibrate', '--judge', 'classification_guidelines')
    await folder.write({ 'evals/pubmed/calibration/pubmed@aligned.json': '{' })
    await folder.command('report', '--html', 'report.html')
    const fresh = textOf(await page())
    expect(fresh).toMatch(/pubmed ✓ still fits the run 75\.0 % \[62\.8, 84\.2\] 1 version of 1/)
    expect(fresh).toMatch(/pubmed@aligned ✗ cannot be read: \S+ is damaged/)
    const changed = exampleRun({ id: 'run-2' })
    for (const judge of changed.suites[0]?.judges ?? []) judge.definition.instructions += ' Be strict.'
    await folder.writeRuns(changed)
    await folder.command('report', '--html', 'report.html')
    expect(textOf(await page())).toMatch(/pubmed ✗ no longer fits: instructions have changed/)
    await folder.command('calibrate', '--judge', 'pubmed')
    await folder.command('report', '--html', 'report.html')
    expect(textOf(await page())).toMatch(/2 versions, worn after 1: the figures flatter/)
  })

  test('of several shards is of the run that they make; of one alone it ends with 3 and says so', async () => {
    const [first, second] = [1, 2].map((index) => {
      const run = exampleRun({ id: `shard-${index}` })
      const rows = run.suites[0]?.rows ?? []
      return {
        ...run,
        complete: false,
        partial: [`it is shard ${index} of 2`],
        shard: { index, count: 2 },
        suites: run.suites.map((suite) => ({
          ...suite,
          rowsNotRun: 0,
          rows: rows.filter((_, place) => place % 2 === index - 1),
        })),
      }
    }) as [Run, Run]
    await folder.writeRuns(first, second)
    const both = await folder.command('report', 'shard-1', 'shard-2', '--html', 'both.html')
    expect(both.exitCode).toBe(0)
    expect(textOf(await page('both.html'))).toContain('80 rows')
    const alone = await folder.command('report', 'shard-1', '--html', 'alone.html')
    expect(alone.exitCode).toBe(3)
    expect(textOf(await page('alone.html'))).toContain(
      'No whole run, but shard 1 of 2 alone: give the run files of all shards.',
    )
  })

  test.each([
    [['--html', 'missing/report.html'], 'in a folder that does not exist'],
    [['--html', '.vitest-judge'], 'which is a folder'],
    [['--html', 'reports/'], 'which is a folder'],
    [['--html', ' '], 'which names nothing'],
  ])('%j is refused before anything is read', async (flags, why) => {
    await folder.write({ '.vitest-judge/latest.json': 'damaged' })
    const end = await folder.command('report', ...flags)
    expect(end).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error invalid-usage: report --html was given ${JSON.stringify(flags[1])}, ${why}; expected the path of a file to write.\n  → npx vitest-judge report --html report.html\n`,
    })
  })

  test.each([
    [['--json'], 'report was given --html and --json; expected one of them.'],
    [['--markdown'], 'report was given --html and --markdown; expected one of them.'],
    [['--estimate'], 'report was given --estimate with --markdown, --explain, --slice or --html'],
  ])('with %j is refused', async (flags, message) => {
    await folder.writeRuns(buildRun([]))
    const { exitCode, stdout, stderr } = await folder.command('report', '--html', 'report.html', ...flags)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(`error invalid-usage: ${message}`)
    await expect(page()).rejects.toThrow('ENOENT')
  })
})
