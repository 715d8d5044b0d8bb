import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { Feedback } from '../../src/contract/index.ts'
import { commandFolder } from '../cli/in-process.ts'
import { answerBy, atSample, openReview, said, typeOver, visit } from './browser-support.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { hostileRows, reviewedRun } from './reviewed-run.ts'

const log = 'evals/support/feedback/polite.jsonl'

await describeInBrowser('the page of review', (desk, browserTest) => {
  const folder = commandFolder()
  const lines = async () => {
    const text = await readFile(join(folder.root, log), 'utf8')
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Feedback)
  }

  browserTest('is labelled by keyboard alone, over a reload, by two people, and align takes it', async () => {
    await folder.writeRuns(reviewedRun(40))
    const server = await openReview(folder.root, desk.pageFolder)
    const ann = await visit(desk.browser, server.address)
    await atSample(ann)
    await ann.press('f')
    await ann.until("document.activeElement?.id === 'show'")
    await ann.press('m')
    await ann.until("document.querySelector('#show').value === 'mismatches'")
    await ann.until("document.querySelector('.queue-count').innerText === '24 samples'")
    await ann.press('Tab', 'Tab', 'Tab')
    await ann.until("document.activeElement?.classList.contains('queue')")
    const labelled: string[] = []
    for (let place = 0; place < 12; place++) labelled.push(await answerBy(ann, place % 2 === 0 ? 'n' : 'y'))

    await ann.page.reload()
    const next = await atSample(ann)
    expect(labelled).not.toContain(next)
    expect(await ann.text('.progress-text')).toBe('12 of 40 samples labelled by you')
    await ann.press('c')
    await ann.until("document.activeElement?.id === 'comment'")
    await ann.page.keyboard.type('Not a word of regret; y and n are letters here.')
    await ann.press('Escape')
    for (let place = 0; place < 8; place++) labelled.push(await answerBy(ann, '1'))
    expect(new Set(labelled).size).toBe(20)

    for (const taken of labelled.slice(-2).toReversed()) {
      await ann.press('u')
      await said(ann, `Taken back for ${taken}.`)
      expect(await atSample(ann)).toBe(taken)
    }
    await ann.until("document.querySelector('.progress-text').innerText.startsWith('18 of 40')")
    expect(await ann.text('.agreement tr')).toMatch(/^polite \d+ of 18 \d+ % to \d+ %$/)
    await ann.shot('labelled')
    expect(await ann.violations()).toEqual([])

    const bob = await visit(desk.browser, server.address)
    await atSample(bob)
    await typeOver(bob, '#annotator', 'bob')
    await bob.press('Enter')
    await bob.until("document.querySelector('.progress-text')?.innerText.startsWith('0 of 40')")
    const first = await answerBy(bob, 'n')
    await ann.until("document.querySelector('.people')?.innerText === 'ann 18 · bob 1'")
    expect([...ann.faults, ...bob.faults]).toEqual([])
    expect(await server.end()).toContain('Next: npx vitest-judge align')

    const stored = await lines()
    const byBob = stored.filter(({ source }) => source.name === 'bob')
    expect(byBob.map(({ rowId, value }) => [rowId, value])).toEqual([[first, 'no']])
    expect(stored.filter(({ retracted }) => retracted === true)).toHaveLength(2)
    const [commented, ...more] = stored.filter(({ rationale }) => rationale !== undefined)
    expect(more).toEqual([])
    expect(commented).toMatchObject({
      rowId: labelled[12],
      value: 'yes',
      rationale: 'Not a word of regret; y and n are letters here.',
      source: { type: 'HUMAN', name: 'ann' },
    })
    const aligned = await folder.command('align', '--model', 'offline')
    expect(aligned).toMatchObject({ exitCode: 0, stderr: '' })
    expect(aligned.stdout.replaceAll(/\s+/g, ' ')).toContain('taught by 19 lines of people (HUMAN)')
  })

  browserTest('shows the text of rows as text, whatever it is', async () => {
    await folder.writeRuns(reviewedRun(0, hostileRows))
    const server = await openReview(folder.root, desk.pageFolder, { annotator: 'eve' })
    const eve = await visit(desk.browser, server.address)
    expect(await atSample(eve)).toBe('<img src=x onerror=alert(1)>')
    for (const view of ['Markdown', 'JSON', 'Text']) {
      await eve.until(`document.querySelectorAll('.view[aria-pressed=true]')[1]?.innerText === '${view}'`)
      expect(
        await eve.page.evaluate(
          "document.querySelectorAll('main :is(img, script, iframe, svg, a, #bold)').length",
        ),
      ).toBe(0)
      const shown = await eve.text('.data')
      expect(shown).toContain('<script>alert(3)</script>')
      expect(shown).toContain('[U+202E]')
      await eve.press('v')
    }
    expect(eve.faults).toEqual([])
    await server.end()
  })

  browserTest(
    'lets nobody else in: no other site, no other name of the host, nobody without the token',
    async () => {
      await folder.writeRuns(reviewedRun(3))
      const server = await openReview(folder.root, desk.pageFolder, { annotator: 'mallory' })
      const home = `http://127.0.0.1:${server.port}`
      const mallory = await visit(desk.browser, server.address)
      await atSample(mallory)

      const body = JSON.stringify({
        judge: 'Support answers > polite',
        sampleId: 'row-0001',
        annotator: 'mallory',
        value: 'yes',
        blind: false,
      })
      const other = createServer((_, response) => {
        response.setHeader('content-type', 'text/html').end(`<form method="post" enctype="text/plain"
        action="${home}/api/feedback"><input name='${body.slice(0, -1)},"a":"' value='"}'></form>`)
      }).listen(0, '127.0.0.1')
      onTestFinished(() => void other.close())
      await once(other, 'listening')
      const there = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`
      const { page } = mallory
      await page.goto(there)
      const asked = await page.evaluate(`Promise.all([
      fetch('${home}/api/session', { credentials: 'include' }),
      fetch('${home}/api/feedback', { method: 'POST', credentials: 'include', mode: 'no-cors', body: ${JSON.stringify(body)} })
        .then(({ type, status }) => ({ type, status })),
    ].map((answer) => Promise.resolve(answer).catch(({ name }) => name)))`)
      expect(asked).toEqual(['TypeError', 'TypeError'])
      await Promise.all([page.waitForNavigation(), page.evaluate("document.querySelector('form').submit()")])
      expect(await mallory.text('body')).toMatch(/the origin .* expected|another site/)

      await page.goto(`http://other.localhost:${server.port}/`)
      expect(await mallory.text('body')).toContain('The request is for the host')
      const stranger = await visit(desk.browser, `${home}/`)
      expect(await stranger.text('body')).toContain('The request has no token of this server')
      await stranger.page.goto(`${home}/?token=guessed`)
      expect(await stranger.text('body')).toContain('The token in the address is not that of this server')
      expect((await lines()).some(({ source }) => source.name === 'mallory')).toBe(false)
      await server.end()
    },
  )
})
