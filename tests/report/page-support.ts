import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'puppeteer-core'

/** How a page is looked at. */
export interface View {
  width?: number
  scheme?: 'light' | 'dark'
  media?: 'screen' | 'print'
}

/** A page opened from disk, and all that went wrong or was asked for meanwhile. */
export interface OpenedPage {
  page: Page
  /** What the console printed, errors of scripts, and breaches of the page's security policy. */
  faults: string[]
  /** Every address that was asked for. */
  requests: string[]
}

/** Opens a file in a browser as a person does who double-clicks it. */
export async function openFile(
  browser: Browser,
  path: string,
  { width = 1280, scheme = 'light', media = 'screen' }: View = {},
): Promise<OpenedPage> {
  const page = await browser.newPage()
  const faults: string[] = []
  const requests: string[] = []
  page.on('console', (message) => faults.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('request', (request) => requests.push(request.url()))
  await page.setViewport({ width, height: 900 })
  // Both at once: each of the two by itself takes the other back.
  const session = await page.createCDPSession()
  await session.send('Emulation.setEmulatedMedia', {
    media,
    features: [{ name: 'prefers-color-scheme', value: scheme }],
  })
  await page.evaluateOnNewDocument(`
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
      console.error('policy: ' + violatedDirective))`)
  await page.goto(pathToFileURL(path).href)
  return { page, faults, requests }
}
