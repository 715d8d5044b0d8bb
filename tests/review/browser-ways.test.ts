import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { JudgeValue, Run, ValueType } from '../../src/contract/index.ts'
import { commandFolder } from '../cli/in-process.ts'
import { answerBy, atSample, type Look, openReview, said, visit } from './browser-support.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { hostileRows, largeRows, reviewedRun } from './reviewed-run.ts'

await describeInBrowser(
  'the page of review, in other ways',
  (desk, browserTest) => {
    const folder = commandFolder()
    const start = async (run: Run) => {
      await rm(join(folder.root, 'evals'), { recursive: true, force: true })
      await folder.writeRuns(run)
    }

    browserTest(
      'keeps an answer that the server did not take, says so, and sends it again on demand',
      async () => {
        await start(reviewedRun(10))
        const server = await openReview(folder.root, desk.pageFolder)
        const ann = await visit(desk.browser, server.address)
        const row = await atSample(ann)
        await ann.press('c')
        await ann.until("document.activeElement?.id === 'comment'")
        await ann.page.keyboard.type('Kept.')
        await ann.press('Escape')
        await server.end()
        await ann.press('n')
        await ann.until("document.querySelector('.alarm')?.innerText.includes('Not stored: 1 answer')")
        expect(await ann.text('#sample-title')).toBe(row)
        expect(await ann.page.evaluate("document.querySelector('#comment').value")).toBe('Kept.')
        await ann.shot('gone')
        expect(await ann.violations()).toEqual([])
        await ann.press('r')
        await ann.until("document.querySelector('.alarm')?.innerText.includes('Not stored: 1 answer')")

        const again = await openReview(folder.root, desk.pageFolder, { port: server.port })
        await ann.page.goto(again.address)
        await ann.until("document.querySelector('.alarm')?.innerText.includes('Not stored: 1 answer')")
        await ann.press('r')
        await said(ann, `Stored: “no” for ${row}.`)
        await ann.until("document.querySelector('.alarm') === null")
        expect(await again.end()).toContain('1 answer stored')
      },
    )

    browserTest('hides the verdict, the truth and others while blind, and keeps its place', async () => {
      await start(reviewedRun(10))
      const server = await openReview(folder.root, desk.pageFolder, { annotator: 'bea' })
      const bea = await visit(desk.browser, server.address)
      await atSample(bea)
      await bea.press('f')
      await bea.until("document.activeElement?.id === 'show'")
      await bea.press('a')
      await bea.until("document.querySelector('#show').value === 'all'")
      await bea.page.evaluate('document.activeElement.blur()')
      const row = await answerBy(bea, 'y')
      await bea.press('b')
      await bea.until("document.querySelector('.hidden-note') !== null")
      expect(await bea.text('main')).not.toMatch(
        /mismatch\b|truth (yes|no)|differs from the truth|Nothing in the answer/,
      )
      await bea.shot('blind')
      await bea.press('u')
      await said(bea, `Taken back for ${row}.`)
      await bea.until("document.querySelector('.progress-text').innerText.startsWith('0 of')")
      expect(await bea.text('.standing')).toBe('0 of 10 samples labelled by you Blind: agreement is hidden.')
      await bea.press('m')
      await bea.until("document.querySelector('.empty')?.innerText.startsWith('Blind: the memory is hidden')")
      expect(bea.faults).toEqual([])
      await server.end()
    })

    browserTest('takes a typed number, and says what is wrong with one that does not fit', async () => {
      const valueType = { type: 'number', min: 1, max: 5, integer: true } as const
      await start(ratedRun(valueType, (index) => (index % 5) + 1))
      const server = await openReview(folder.root, desk.pageFolder)
      const ann = await visit(desk.browser, server.address)
      const row = await atSample(ann)
      await ann.press('9', 'Enter')
      await ann.until(
        "document.querySelector('#typed-wrong')?.innerText.includes('whole number from 1 to 5')",
      )
      expect(await ann.violations()).toEqual([])
      await ann.press('Backspace', '4', 'Enter')
      await said(ann, `Stored: “4” for ${row}.`)
      await ann.until(`document.querySelector('#sample-title').innerText !== ${JSON.stringify(row)}`)
      await ann.press('k')
      await ann.until(`document.querySelector('#sample-title').innerText === ${JSON.stringify(row)}`)
      await ann.shot('typed')
      expect(await ann.text('.label.own')).toContain('You 4')
      expect(ann.faults).toEqual([])
      await server.end()
    })

    browserTest('offers many labels as buttons, and more than there are keys in a list', async () => {
      const labels = Array.from({ length: 30 }, (_, index) => `Label ${index + 1}`)
      const twelve = labels.slice(0, 12).map((label, index) => `${'abcdefghijkl'[index]} ${label}`)
      await start(ratedRun({ type: 'label', values: twelve }, (index) => twelve[index % 12] ?? ''))
      const first = await openReview(folder.root, desk.pageFolder)
      const ann = await visit(desk.browser, first.address)
      await atSample(ann)
      expect(await ann.page.evaluate("document.querySelectorAll('.values .value-button').length")).toBe(12)
      expect(await ann.page.evaluate("document.querySelector('.comment').offsetWidth")).toBeGreaterThan(250)
      await ann.shot('twelve labels')
      await first.end()

      await start(ratedRun({ type: 'label', values: labels }, (index) => labels[index] ?? ''))
      const second = await openReview(folder.root, desk.pageFolder)
      const bob = await visit(desk.browser, second.address)
      const row = await atSample(bob)
      expect(await bob.page.evaluate("document.querySelectorAll('#labels option').length")).toBe(30)
      await bob.page.focus('#typed')
      await bob.page.keyboard.type('label 31')
      await bob.press('Enter')
      await bob.until("document.querySelector('#typed-wrong')?.innerText.includes('none of the 30 labels')")
      await bob.press('Backspace', 'Backspace', '2', '9', 'Enter')
      await said(bob, `Stored: “Label 29” for ${row}.`)
      await bob.shot('thirty labels')
      expect(await bob.violations()).toEqual([])
      expect(bob.faults).toEqual([])
      await second.end()
    })

    const looks: Record<string, Look> = {
      light: {},
      dark: { scheme: 'dark' },
      narrow: { width: 400, height: 800 },
      'narrow dark': { width: 400, height: 800, scheme: 'dark' },
      wide: { width: 1600, height: 900 },
    }
    for (const [name, look] of Object.entries(looks)) {
      browserTest(`can be used by everybody: axe finds nothing, ${name}`, async () => {
        await start(reviewedRun(10, [...hostileRows, ...largeRows]))
        const server = await openReview(folder.root, desk.pageFolder)
        const ann = await visit(desk.browser, server.address, look)
        await atSample(ann)
        await ann.until("document.querySelector('[role=option]')?.getAttribute('aria-setsize') === '13'")
        for (let place = 0; place < 10; place++) {
          const row = await atSample(ann)
          if (!row.startsWith('row') || place === 0) {
            expect(await ann.violations(), row).toEqual([])
            await ann.shot(`${name} ${row.replaceAll(/\W+/g, ' ').trim()}`)
          }
          await ann.press('j')
          await ann.until(`document.querySelector('#sample-title').innerText !== ${JSON.stringify(row)}`)
        }
        const { scrollWidth, width } = (await ann.page.evaluate(
          '({ scrollWidth: document.documentElement.scrollWidth, width: innerWidth })',
        )) as { scrollWidth: number; width: number }
        expect(scrollWidth).toBeLessThanOrEqual(width)
        await ann.press('?')
        await ann.until("document.querySelector('dialog[open]') !== null")
        expect(await ann.violations()).toEqual([])
        expect(ann.faults).toEqual([])
        await server.end()
      })
    }

    browserTest('holds few of ten thousand rows in the document, wherever the queue stands', async () => {
      await start(reviewedRun(10_000))
      const server = await openReview(folder.root, desk.pageFolder)
      const ann = await visit(desk.browser, server.address)
      await atSample(ann)
      await ann.page.focus('.queue')
      await ann.press('End')
      await ann.until(
        "document.querySelector('[aria-selected=true]')?.getAttribute('aria-posinset') === '10000'",
      )
      expect(await ann.page.evaluate("document.querySelectorAll('[role=option]').length")).toBeLessThan(40)
      await ann.shot('ten thousand')
      await ann.press('Home')
      await ann.until("document.querySelector('[aria-selected=true]')?.getAttribute('aria-posinset') === '1'")
      expect(ann.faults).toEqual([])
      await server.end()
    })
  },
  Boolean(process.env['LONG']),
)

/** Some rows of a judge with other values than yes and no. */
function ratedRun(valueType: ValueType, valueOf: (index: number) => JudgeValue): Run {
  const run = reviewedRun(4)
  return {
    ...run,
    suites: run.suites.map((suite) => ({
      ...suite,
      judges: suite.judges.map((judge) => ({ ...judge, definition: { ...judge.definition, valueType } })),
      rows: suite.rows.map((row, index) => ({
        ...row,
        verdicts: row.verdicts.map((verdict) => ({
          ...verdict,
          value: valueOf(index),
          truth: valueOf(2),
        })),
      })),
    })),
  }
}
