import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeBlocks, type CodeBlock } from './code-blocks.ts'
import { filesBelow, root } from './source-files.ts'

/** One page that a reader of the project finds. */
export interface Page {
  /** From the repository's root, with `/`. */
  path: string
  text: string
  blocks: readonly CodeBlock[]
}

const top = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
const inExamples = filesBelow(['examples'], 'README.md').filter((path) => !path.includes('node_modules/'))

/** Every page of the documentation, at the top, in docs and of the examples; sorted within each. */
export const pages: readonly Page[] = [...top, ...filesBelow(['docs'], '.md'), ...inExamples]
  .filter((path) => existsSync(join(root, path)))
  .map((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    return { path, text, blocks: codeBlocks(text) }
  })

/** The blocks of all pages in one of the languages, each with its place: `docs/calls.md:23`. */
export function blocksIn(...languages: readonly string[]): { place: string; text: string; page: Page }[] {
  return pages.flatMap((page) =>
    page.blocks
      .filter(({ language }) => languages.includes(language))
      .map(({ text, line }) => ({ place: `${page.path}:${line}`, text, page })),
  )
}
