import { expect } from 'vitest'
import { commandFolder } from '../cli/in-process.ts'
import { answerBy, atSample, openReview, said, visit, type Visit, writeGuideline } from './browser-support.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { reviewedRun } from './reviewed-run.ts'

async function store(person: Visit): Promise<void> {
  await person.page.keyboard.down('Control')
  await person.press('Enter')
  await person.page.keyboard.up('Control')
}

await describeInBrowser(
  'the page of the memory',
  (desk, browserTest) => {
    const folder = commandFolder()

    browserTest(
      'adds, edits, pins and mutes guidelines by keyboard, keeps what a conflict refused, and shows the diff',
      async () => {
        await folder.writeRuns(reviewedRun(12))
        const first = await openReview(folder.root, desk.pageFolder)
        const ann = await visit(desk.browser, first.address)
        await atSample(ann)
        await ann.press('m')
        await ann.until(
          "document.querySelector('.memory .empty')?.innerText.includes('npx vitest-judge align')",
        )
        await ann.press('m')
        const row = await answerBy(ann, 'n')
        await answerBy(ann, 'y')
        await first.end()
        expect(await folder.command('align', '--model', 'offline')).toMatchObject({ exitCode: 0 })

        const server = await openReview(folder.root, desk.pageFolder)
        const bob = await visit(desk.browser, server.address)
        await atSample(bob)
        await bob.press('m')
        await bob.until("document.querySelector('.memory-facts') !== null")
        const before = Number(await bob.page.evaluate("document.querySelectorAll('.guideline').length"))
        await writeGuideline(bob, 'a', 'Thanks alone do not make an answer polite.')
        await said(bob, 'Added.')
        await bob.until(`document.querySelectorAll('.guideline').length === ${before + 1}`)

        const eve = await visit(desk.browser, server.address)
        await atSample(eve)
        await eve.press('m')
        await eve.until(`document.querySelectorAll('.guideline').length === ${before + 1}`)
        for (let place = 0; place <= before; place++) await bob.press('j')
        await bob.until(`[...document.querySelectorAll('.guideline')].at(-1) === document.activeElement`)
        await bob.press('p')
        await said(bob, 'Pinned')
        await bob.until("document.querySelector('.guideline.pinned') !== null")

        for (let place = 0; place <= before; place++) await eve.press('j')
        await eve.until(`[...document.querySelectorAll('.guideline')].at(-1) === document.activeElement`)
        await writeGuideline(eve, 'e', 'An answer that only thanks is not polite.')
        await eve.until("document.querySelector('.alarm')?.innerText.includes('what you typed is kept')")
        await eve.until("document.querySelector('.guideline.pinned') !== null")
        expect(await eve.page.evaluate("document.querySelector('.editor textarea').value")).toBe(
          'An answer that only thanks is not polite.',
        )
        await eve.shot('conflict')
        expect(await eve.violations()).toEqual([])
        await eve.page.focus('.editor textarea')
        await store(eve)
        await said(eve, 'Stored.')
        await eve.until("document.querySelector('.editor') === null")
        await eve.until("document.querySelector('.diff-line.added') !== null")
        expect(await eve.text('.diff-line.added')).toContain('An answer that only thanks is not polite.')
        await eve.shot('diff')
        expect(await eve.violations()).toEqual([])

        await eve.press('x')
        await said(eve, 'Muted')
        await eve.until("document.querySelector('.guideline.muted') !== null")
        const dark = await visit(desk.browser, server.address, { width: 400, height: 800, scheme: 'dark' })
        await atSample(dark)
        await dark.press('m')
        await dark.until("document.querySelector('.memory-facts') !== null")
        await dark.shot('memory narrow dark')
        expect(await dark.violations()).toEqual([])
        expect(
          [...bob.faults, ...eve.faults, ...dark.faults].filter((fault) => !fault.includes('409')),
        ).toEqual([])
        expect(row).toMatch(/^row/)
        await server.end()
      },
    )
  },
  Boolean(process.env['LONG']),
)
