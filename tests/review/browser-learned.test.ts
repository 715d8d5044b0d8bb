import { expect } from 'vitest'
import { mailFiles } from '../cli/mail.ts'
import { commandProject } from '../cli/project.ts'
import { atSample, openReview, said, visit, writeGuideline } from './browser-support.ts'
import { describeInBrowser } from './describe-in-browser.ts'

const snapshotFile = 'evals/mail/__snapshots__/label_is_right.aligned.md'

await describeInBrowser(
  'what a judge has learned, on the page',
  (desk, browserTest) => {
    browserTest(
      'is shown with a verdict and with its sources; a guideline that a person edits turns the next run red',
      async () => {
        await using project = await commandProject(mailFiles)
        expect((await project.vitest(['run', 'evals'])).exitCode).toBe(0)
        expect((await project.judge(['align'])).exitCode).toBe(0)
        const taught = await project.vitest(['run', 'evals'])
        expect(taught.exitCode).toBe(0)
        const snapshot = await project.read(snapshotFile)
        const [, learned = ''] = /^- (.*) \(from \d+ samples?\)$/m.exec(snapshot) ?? []
        expect(learned).not.toBe('')
        const guided = taught.run?.suites[0]?.rows.flatMap(({ id, split, verdicts }) =>
          verdicts.flatMap((verdict) =>
            split === 'align' && verdict.outcome === 'scored' && (verdict.guidance?.examples.length ?? 0) > 0
              ? [{ id, examples: verdict.guidance?.examples.length ?? 0 }]
              : [],
          ),
        )
        const [shown] = guided ?? []
        if (shown === undefined) throw new Error('no align row was judged with examples')

        const server = await openReview(project.root, desk.pageFolder)
        const ann = await visit(desk.browser, server.address)
        await atSample(ann)
        await ann.press('/')
        await ann.until("document.activeElement?.id === 'search'")
        await ann.page.keyboard.type(shown.id)
        await ann.press('Enter')
        await ann.until(`document.querySelector('#sample-title')?.innerText === ${JSON.stringify(shown.id)}`)
        expect(await ann.text('.shown summary')).toBe(
          `Was shown 1 guideline and ${shown.examples} example${shown.examples === 1 ? '' : 's'}`,
        )
        await ann.page.click('.shown summary')
        expect(await ann.text('.guideline-texts li')).toBe(learned)
        expect(await ann.page.evaluate("document.querySelectorAll('.shown .example').length")).toBe(
          shown.examples,
        )
        expect(await ann.text('.shown .example')).toMatch(
          /^Inputs text .+ Outputs label (spam|ham) (yes|no) .+/,
        )
        await ann.shot('shown to the judge')
        expect(await ann.violations()).toEqual([])

        await ann.press('m')
        await ann.until("document.querySelector('.guideline') !== null")
        expect(await ann.text('.guideline-text')).toBe(`1 ${learned}`)
        await ann.page.click('.sources summary')
        const sources = (await ann.page.evaluate(
          "[...document.querySelectorAll('.sources li')].map(({ innerText }) => innerText.replaceAll(/\\s+/g, ' '))",
        )) as string[]
        expect(await ann.text('.sources summary')).toBe(
          `From ${sources.length} sample${sources.length === 1 ? '' : 's'}`,
        )
        for (const source of sources) expect(source).toMatch(/^mail \d\d ?no .+/)
        await ann.shot('sources')
        expect(await ann.violations()).toEqual([])
        await ann.page.click('.sources .link')
        expect(sources[0]).toContain(await atSample(ann))

        await ann.press('m')
        await ann.until("document.querySelector('.guideline') !== null")
        await ann.press('j')
        await writeGuideline(ann, 'e', 'An unpaid invoice with an attached file is spam.')
        await said(ann, 'Stored.')
        await ann.until("document.querySelector('.diff-line.added') !== null")
        expect(ann.faults).toEqual([])
        await server.end()

        const red = await project.vitest(['run', 'evals'])
        expect(red.exitCode).toBe(1)
        expect(red.stderr).toContain('The instructions of label_is_right@aligned have changed')
        expect(red.stderr).toContain(`- - ${learned}`)
        expect(red.stderr).toContain('+ - An unpaid invoice with an attached file is spam.')
        expect(await project.read(snapshotFile)).toBe(snapshot)
        expect((await project.vitest(['run', 'evals', '-u'])).exitCode).toBe(0)
        expect(await project.read(snapshotFile)).toContain('An unpaid invoice with an attached file is spam.')
      },
    )
  },
  Boolean(process.env['LONG']),
)
