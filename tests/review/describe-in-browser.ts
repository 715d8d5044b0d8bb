import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'puppeteer-core'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { buildPage, launchChromium } from './browser-support.ts'

/** What tests in Chromium work with. */
export interface BrowserDesk {
  browser: Browser
  /** The folder of `page.js` and `page.css`, of the sources as they are now. */
  pageFolder: string
}

/**
 * Tests in a Chromium of their own, one for the file, each tried twice: on a busy machine a browser may stand still. Where none starts, they are skipped, each with the reason, and
 * standard error says how many. Where they are not wanted, no browser is started for them.
 */
export async function describeInBrowser(
  name: string,
  declare: (desk: BrowserDesk, browserTest: (name: string, run: () => Promise<void>) => void) => void,
  isWanted = true,
): Promise<void> {
  const launched = isWanted ? await launchChromium() : undefined
  let skipped = 0
  describe(name, () => {
    const desk = { pageFolder: '' } as BrowserDesk
    if (typeof launched === 'object') {
      desk.browser = launched
      beforeAll(async () => {
        desk.pageFolder = await buildPage()
      })
      afterAll(async () => {
        await desk.browser.close()
        await rm(join(desk.pageFolder, '../..'), { recursive: true, force: true })
      })
    }
    declare(desk, (name, run) => {
      if (typeof launched !== 'string') test.runIf(isWanted)(name, { timeout: 120_000, retry: 1 }, run)
      else {
        skipped++
        test(name, (context) => context.skip(`no Chromium: ${launched}`))
      }
    })
    if (typeof launched === 'string') {
      process.stderr.write(
        `\n${skipped} ${skipped === 1 ? 'test' : 'tests'} of “${name}” in Chromium SKIPPED: ${launched}\n` +
          'Chromium needs the library libnss3 (apt-get install libnss3); or name another browser by CHROME_PATH.\n',
      )
    }
  })
}
