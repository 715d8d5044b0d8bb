import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { VitestJudgeError } from '../contract/index.ts'
import { readTextIfAny } from '../io/index.ts'

/** What the server serves beside its data, read once: no path of the disk is ever asked for. */
export interface PageFiles {
  html: string
  script: string
  style: string
}

const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>vitest-judge review</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/page.css">
    <script type="module" src="/page.js"></script>
  </head>
  <body>
    <div id="page"></div>
    <noscript>This page needs JavaScript. In the terminal: npx vitest-judge feedback</noscript>
  </body>
</html>
`

/**
 * The page, with its script and style from a folder; by default those that the package was built with.
 *
 * @throws VitestJudgeError `missing-file` where they are not there
 */
export async function readPageFiles(folder = builtFolder()): Promise<PageFiles> {
  const [script, style] = await Promise.all(
    ['page.js', 'page.css'].map((name) => readTextIfAny(join(folder, name))),
  )
  if (script !== undefined && style !== undefined) return { html, script, style }
  throw new VitestJudgeError('missing-file', {
    message: `The page of review is not built: ${folder} holds no ${script === undefined ? 'page.js' : 'page.css'}.`,
    hint: 'Install the package anew; in its repository: npm run build.',
  })
}

function builtFolder(): string {
  const manifest = createRequire(import.meta.url).resolve('vitest-judge/package.json')
  return join(dirname(manifest), 'dist/src/review')
}
