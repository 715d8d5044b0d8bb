import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'puppeteer-core'
import {
  buildPage,
  canAnswer,
  launchChromium,
  type OpenReview,
  openReview,
  visit,
} from '../tests/review/browser-support.ts'
import { reviewedRun } from '../tests/review/reviewed-run.ts'
import { toMarkdown } from './markdown.ts'

/**
 * The page of `review` in a real Chromium, with 10,000 rows beside 100, in turn: when it paints first, when the first
 * sample can be answered, how long the longest frame is while the queue is scrolled from end to end in the same number of
 * frames, and how long a key takes from one sample to the next. The least of several rounds, as whatever else a machine
 * does only ever adds. `npm run benchmark:review`
 */
const sizes = [100, 10_000] as const
const rounds = 3
const frames = 300
const keys = 20

/** What one visit measured, in milliseconds. */
interface Visited {
  paintMs: number
  readyMs: number
  longestFrameMs: number
  frameMs: number
  /** What the page works for each of these frames: script, layout, style, paint. */
  workMs: number
  longTasks: number
  keyMs: number
  /** Rows in the document at one time, at most. */
  rows: number
}

const scrollThrough = `new Promise((resolve) => {
  const queue = document.querySelector('.queue')
  const end = queue.scrollHeight - queue.clientHeight
  let longTasks = 0
  new PerformanceObserver((list) => (longTasks += list.getEntries().length)).observe({ entryTypes: ['longtask'] })
  const gaps = []
  let rows = 0
  let before = performance.now()
  let frame = 0
  const next = (now) => {
    gaps.push(now - before)
    before = now
    rows = Math.max(rows, document.querySelectorAll('[role=option]').length)
    queue.scrollTop = (end * ++frame) / ${frames}
    if (frame < ${frames}) return requestAnimationFrame(next)
    setTimeout(() => {
      const sorted = gaps.slice(1).sort((left, right) => left - right)
      resolve({ longestFrameMs: sorted.at(-1), frameMs: sorted[Math.floor(sorted.length / 2)], longTasks, rows })
    }, 200)
  }
  requestAnimationFrame(next)
})`

async function visitOnce(browser: Browser, address: string): Promise<Visited> {
  const person = await visit(browser, address)
  await person.until(canAnswer)
  const { paintMs, readyMs } = (await person.page.evaluate(`({
    paintMs: performance.getEntriesByName('first-contentful-paint')[0].startTime,
    readyMs: performance.now(),
  })`)) as Pick<Visited, 'paintMs' | 'readyMs'>
  const { TaskDuration: before = 0 } = await person.page.metrics()
  type Scrolled = Omit<Visited, 'paintMs' | 'readyMs' | 'keyMs' | 'workMs'>
  const scrolled = (await person.page.evaluate(scrollThrough)) as Scrolled
  const { TaskDuration: after = 0 } = await person.page.metrics()
  const workMs = ((after - before) * 1000) / frames
  await person.press('k')
  const start = performance.now()
  for (let key = 0; key < keys; key++) {
    const row = await person.text('#sample-title')
    await person.press('j')
    await person.until(
      `document.querySelector('#sample-title').innerText !== ${JSON.stringify(row)} && ${canAnswer}`,
    )
  }
  const keyMs = (performance.now() - start) / keys
  if (person.faults.length > 0) throw new Error(person.faults.join('\n'))
  await person.page.browserContext().close()
  return { paintMs, readyMs, ...scrolled, workMs, keyMs }
}

function leastOf(visits: readonly Visited[], of: (visit: Visited) => number): number {
  return Math.min(...visits.map(of))
}

const browser = await launchChromium()
if (typeof browser === 'string') throw new Error(`no Chromium: ${browser}`)
const pageFolder = await buildPage()
const folder = await mkdtemp(join(tmpdir(), 'vitest-judge-review-'))
const servers: { rows: number; visits: Visited[]; server: OpenReview }[] = []
for (const rows of sizes) {
  const root = join(folder, String(rows))
  await mkdir(join(root, '.vitest-judge'), { recursive: true })
  await writeFile(join(root, '.vitest-judge/latest.json'), JSON.stringify(reviewedRun(rows)))
  servers.push({ rows, visits: [], server: await openReview(root, pageFolder) })
}
for (let round = 0; round < rounds; round++) {
  for (const { visits, server } of servers) visits.push(await visitOnce(browser, server.address))
}
const measures: [string, (visit: Visited) => number, string][] = [
  ['first paint', ({ paintMs }) => paintMs, 'ms'],
  ['first sample can be answered', ({ readyMs }) => readyMs, 'ms'],
  [`a frame while all rows scroll by in ${frames}, median`, ({ frameMs }) => frameMs, 'ms'],
  ['work for each of these frames', ({ workMs }) => workMs, 'ms'],
  ['the longest of these frames', ({ longestFrameMs }) => longestFrameMs, 'ms'],
  ['tasks of more than 50 ms meanwhile', ({ longTasks }) => longTasks, ''],
  ['from a key to the next sample', ({ keyMs }) => keyMs, 'ms'],
  ['rows in the document, at most', ({ rows }) => rows, ''],
]
const table = measures.map(([name, of, unit]) => {
  const [small = 0, large = 0] = servers.map(({ visits }) => leastOf(visits, of))
  const shown = (value: number) => (unit === '' ? String(value) : `${value.toFixed(0)} ${unit}`)
  return [name, shown(small), shown(large), small === 0 ? '–' : (large / small).toFixed(2)]
})
const [, { visits: large } = { visits: [] }] = servers
process.stdout.write(`${toMarkdown({ head: ['', '100 rows', '10,000 rows', 'Ratio'], rows: table })}\n\n`)
const isQuick = leastOf(large, ({ paintMs }) => paintMs) < 2000
process.stdout.write(
  `First paint of 10,000 rows under 2 s: ${isQuick ? 'yes' : 'NO'}. The least of ${rounds} visits each, in turn, ` +
    `in ${await browser.version()} on ${cpus().length} cores. Again: npm run benchmark:review\n`,
)
for (const { server } of servers) await server.end()
await browser.close()
await rm(folder, { recursive: true, force: true })
