import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decideRun } from '../../src/audit/index.ts'
import type { Run } from '../../src/contract/index.ts'
import { renderHtml } from '../../src/report/html/index.ts'
import { root } from '../repository/source-files.ts'
import { launchChromium } from '../review/browser-support.ts'
import { commandProject } from '../cli/project.ts'
import { everyOutcome } from './audit-run.ts'
import { everythingRun } from './everything-run.ts'
import { openFile, type View } from './page-support.ts'

const browser = await launchChromium()
const axe = await readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const looks: View[] = [{}, { scheme: 'dark' }, { width: 400 }]
const isLong = Boolean(process.env['LONG'])
const shortLooks = isLong ? looks : looks.slice(0, 1)

let folder: string
const path = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitest-judge-report-'))
})

afterAll(async () => {
  if (typeof browser !== 'string') await browser.close()
  await rm(folder, { recursive: true, force: true })
})

if (typeof browser === 'string') {
  process.stderr.write(
    `\n${shortLooks.length + 2 + Number(isLong)} tests of the report in Chromium are SKIPPED: ${browser}\n`,
  )
}

/** A run with times, audits and every kind of figure that needs no file on disk. */
function timedRun(): Run {
  const run = everythingRun({ audits: [everyOutcome()] })
  let number = 0
  for (const verdict of run.suites.flatMap(({ rows }) => rows.flatMap(({ verdicts }) => verdicts))) {
    if (verdict.outcome === 'scored') verdict.latencyMs = 300 + ((number++ * 7919) % 1700)
  }
  return run
}

/** Opens a page as a person does and gives what must not be: faults, requests but the file, breaches of accessibility. */
async function troubles(file: string, view: View): Promise<unknown[]> {
  if (typeof browser === 'string') return []
  const { page, faults, requests } = await openFile(browser, file, view)
  const paper = await page.$eval('body', (body) => getComputedStyle(body).backgroundColor)
  expect(paper).toBe(view.scheme === 'dark' ? 'rgb(18, 21, 27)' : 'rgb(255, 255, 255)')
  const wide = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  // Closed parts are checked, too, as somebody opens them.
  await page.evaluate(
    `for (const one of [...document.querySelectorAll('details')].slice(0, 12)) one.open = true`,
  )
  await page.evaluate(axe)
  const breaches = (await page.evaluate(
    `axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200)))`,
  )) as string[]
  await page.close()
  return [
    ...faults,
    ...requests.filter((url) => url !== pathToFileURL(file).href),
    ...(wide === 0 ? [] : [`wider than the screen by ${String(wide)} pixels`]),
    ...breaches,
  ]
}

describe.runIf(typeof browser !== 'string')('the report in Chromium', { timeout: 120_000 }, () => {
  test.each(shortLooks)(
    'opened from disk as %j asks for nothing, fits the screen and is accessible',
    async (view) => {
      const run = timedRun()
      const { lines, note } = decideRun(run)
      await writeFile(path('report.html'), renderHtml(run, { gates: lines, gateNote: note }))
      expect(await troubles(path('report.html'), view)).toEqual([])
    },
  )

  test('finds rows by word, judge and kind, and opens the row of a link', async () => {
    if (typeof browser === 'string') return
    const run = timedRun()
    await writeFile(path('found.html'), renderHtml(run, { gates: [] }))
    const { page, faults } = await openFile(browser, path('found.html'))
    const found = () => page.$eval('#finder-found', (element) => element.textContent)
    const all = await page.$$eval('details.sample', (elements) => elements.length)
    expect(await found()).toBe(`${all} of ${all} rows`)
    await page.type('#finder-words', 'TICKET-004 password')
    expect(await found()).toBe(`1 of ${all} rows`)
    await page.$eval('#finder-words', (element) => {
      ;(element as HTMLInputElement).value = ''
    })
    await page.select('#finder-judge', 'rating')
    await page.select('#finder-kind', 'passed')
    // Six held-out rows and those of the align rows.
    const shown = await page.$$eval('details.sample:not([hidden])', (elements) =>
      elements.map(({ dataset }) => [
        dataset['judges']?.split('\n').includes('rating'),
        dataset['kinds']?.includes('passed'),
      ]),
    )
    expect(shown.length).toBeGreaterThan(5)
    expect(shown.every(([isRating, isPassed]) => isRating === true && isPassed === true)).toBe(true)
    await page.evaluate(`location.hash = 'row-0-3'`)
    await page.waitForFunction(`document.getElementById('row-0-3').open`)
    expect(faults).toEqual([])
    await page.close()
  })

  test('prints with everything open, on white', async () => {
    if (typeof browser === 'string') return
    const run = timedRun()
    await writeFile(path('printed.html'), renderHtml(run, { gates: [] }))
    const { page } = await openFile(browser, path('printed.html'), { media: 'print', scheme: 'dark' })
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`)
    expect(await page.$$eval('details:not([open])', (elements) => elements.length)).toBe(0)
    expect(await page.$eval('body', (body) => getComputedStyle(body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    )
    expect(await page.$eval('nav', (nav) => getComputedStyle(nav).display)).toBe('none')
    await page.close()
  })

  describe.runIf(isLong)('of evals/pubmed', () => {
    test('holds every figure, and in no look asks for anything or is hard to use', async () => {
      await using project = await commandProject({})
      await cp(join(root, 'evals/pubmed'), join(project.root, 'evals/pubmed'), { recursive: true })
      expect((await project.vitest(['run', 'evals'])).exitCode).toBe(0)
      const file = join(project.root, 'pubmed.html')
      expect((await project.judge(['report', '--html', file])).stderr).toBe('')
      const html = await readFile(file, 'utf8')
      const figures = Map.groupBy(html.matchAll(/data-figure="([^"]*)"/g), ([, name]) => name)
      expect([...figures].map(([name, { length }]) => [name, length])).toEqual([
        ['judges', 1],
        ['comparison', 2],
        ['confusion', 5],
        ['slices', 10],
        ['versions', 2],
        ['audit', 1],
        ['latency', 5],
      ])
      expect(html).toContain('13 guidelines and 214 examples')
      expect(html.match(/✓ still fits the run/g)).toHaveLength(5)
      expect(Buffer.byteLength(html)).toBeLessThan(2e6)
      for (const view of looks)
        expect({ view, troubles: await troubles(file, view) }).toEqual({ view, troubles: [] })
    })
  })
})
