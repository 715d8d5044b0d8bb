import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import chromium from '@sparticuz/chromium'
import axe, { type AxeResults } from 'axe-core'
import { type Browser, launch, type Page } from 'puppeteer-core'
import { rolldown } from 'rolldown'
import { pageBuild } from '../../rolldown.config.ts'
import { review, type ReviewFlags } from '../../src/cli/review.ts'
import type { RunningReview } from '../../src/review/index.ts'

/** How long a page may take until what is waited for is true. */
const mostWaitMs = 20_000
/** How long another process may take to unpack Chromium. */
const mostUnpackMs = 60_000

/** A Chromium, or why there is none here. `CHROME_PATH` names another than the one that npm brings. */
export async function launchChromium(): Promise<Browser | string> {
  // Of what the package proposes only what a machine without a user or a screen needs: its other switches run all pages
  // in one process, and take away the very checks of a browser that are tested here.
  const args = ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none']
  const start = async () =>
    launch({
      executablePath: process.env['CHROME_PATH'] ?? (await chromium.executablePath()),
      args,
      headless: 'shell',
    })
  const end = performance.now() + mostUnpackMs
  for (;;) {
    try {
      return await start()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      // Another process unpacks it at this moment.
      if (!reason.includes('ETXTBSY') || performance.now() > end)
        return reason.split('\n').slice(0, 3).join(' ')
      await setTimeout(500)
    }
  }
}

/** Bundles the page into a temporary folder. */
export async function buildPage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-judge-page-'))
  const { output, ...input } = pageBuild
  const bundle = await rolldown(input)
  await bundle.write({ ...output, dir: folder })
  await bundle.close()
  return join(folder, 'src/review')
}

/** A server of `review`, as the command starts it. */
export interface OpenReview extends RunningReview {
  /** Ends it as Ctrl-C does, and gives what the command printed. */
  end(): Promise<string>
}

/** Runs `review` in this process, in a folder, until it is ended. */
export async function openReview(
  root: string,
  pageFolder: string,
  flags: Partial<ReviewFlags> = {},
): Promise<OpenReview> {
  const output = new PassThrough()
  const ending = Promise.withResolvers<void>()
  const started = Promise.withResolvers<RunningReview>()
  const context = {
    root,
    input: Readable.from([]),
    output,
    clock: () => Date.UTC(2026, 10, 25, 9, 30),
    environment: {},
    width: 80,
    color: false,
    exit: () => {},
  }
  const ended = review({ open: false, annotator: 'ann', ...flags }, context, {
    pageFolder,
    until: (running) => {
      started.resolve(running)
      return ending.promise
    },
  })
  ended.catch((error: unknown) => started.reject(error))
  const running = await started.promise
  return {
    ...running,
    end: async () => {
      ending.resolve()
      await ended
      return ((output.read() as Buffer | null) ?? '').toString()
    },
  }
}

/** A page that somebody works in, and all that must not happen in it. */
export interface Visit {
  page: Page
  /** Errors of the console and of scripts, violations of the policy, and requests to elsewhere. */
  faults: string[]
  /** Waits until an expression of the page is true. */
  until: (expression: string) => Promise<void>
  /** The text of the first element that fits, on one line. */
  text: (selector: string) => Promise<string>
  press: (...keys: string[]) => Promise<void>
  /** What axe finds wrong with how the page can be used, a line each. */
  violations: () => Promise<string[]>
  /** Keeps a screenshot in the folder that SCREENSHOTS names, or in none. */
  shot: (name: string) => Promise<void>
}

/** What a visit looks like. */
export interface Look {
  width?: number
  height?: number
  scheme?: 'light' | 'dark'
}

/** Opens an address in a browser that knows nothing of other visits. */
export async function visit(browser: Browser, address: string, look: Look = {}): Promise<Visit> {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  const { width = 1280, height = 800, scheme = 'light' } = look
  await page.setViewport({ width, height })
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
  const faults: string[] = []
  const origin = new URL(address).origin
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`error: ${String(error)}`))
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) faults.push(`request: ${url}`)
  })
  await page.evaluateOnNewDocument(`
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
      console.error('policy: ' + violatedDirective))`)
  await page.goto(address)
  return {
    page,
    faults,
    until: async (expression) => {
      // Asked from here: a page's own timers may stand still on a busy machine.
      const end = performance.now() + mostWaitMs
      while (!(await page.evaluate(expression).catch(() => false))) {
        if (performance.now() > end) {
          const seen = await page.evaluate('document.body.innerText')
          throw new Error(`${expression} stayed false in a page that says:\n${String(seen)}`)
        }
        await setTimeout(20)
      }
    },
    text: async (selector) => {
      const found = await page.evaluate(
        `document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`,
      )
      return String(found).replaceAll(/\s+/g, ' ').trim()
    },
    press: async (...keys) => {
      for (const key of keys) await page.keyboard.press(key as 'Enter')
    },
    violations: async () => {
      await page.evaluate(axe.source)
      const found = (await page.evaluate('axe.run()')) as AxeResults
      return found.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary ?? ''}`),
      )
    },
    shot: async (name) => {
      const folder = process.env['SCREENSHOTS']
      if (folder === undefined || folder === '') return
      await mkdir(folder, { recursive: true })
      await page.screenshot({ path: join(folder, `${name}.png`) })
    },
  }
}

/** True once a sample is on the page and can be answered. */
export const canAnswer = "document.querySelector('.value-button')?.disabled === false"

/** Waits until a sample can be answered, and gives its row. */
export async function atSample({ until, text }: Visit): Promise<string> {
  await until(canAnswer)
  return text('#sample-title')
}

/** Answers by one key and waits until the server has it and the next sample is there; the row that was answered. */
export async function answerBy(person: Visit, key: string): Promise<string> {
  const row = await atSample(person)
  await person.press(key)
  await said(person, `for ${row}.`)
  await person.until(`document.querySelector('#sample-title')?.innerText !== ${JSON.stringify(row)}`)
  return row
}

/** Waits until the page has announced something with these words. */
export async function said({ until }: Visit, words: string): Promise<void> {
  await until(`document.querySelector('.announcement').textContent.includes(${JSON.stringify(words)})`)
}

/** Writes a new guideline (`a`), or the one in focus anew (`e`), by keyboard, and stores it. */
export async function writeGuideline(person: Visit, key: 'a' | 'e', text: string): Promise<void> {
  const { page, press, until } = person
  const withControl = async (key: string) => {
    await page.keyboard.down('Control')
    await press(key)
    await page.keyboard.up('Control')
  }
  await press(key)
  await until("document.activeElement?.tagName === 'TEXTAREA'")
  await withControl('a')
  await page.keyboard.type(text)
  await withControl('Enter')
}

/** Types over what stands in a box. */
export async function typeOver({ page }: Visit, selector: string, text: string): Promise<void> {
  await page.click(selector, { count: 3 })
  await page.keyboard.type(text)
}
