import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { codeBlocks } from './code-blocks.ts'
import { bin, run } from './command.ts'
import { root } from './source-files.ts'

const typed = new Set(['ts', 'tsx', 'typescript', 'js', 'javascript'])

/** The path in a block's first line. */
export function givenPath(text: string): string | undefined {
  return /^\/\/ ([\w./-]+\.ts)$/.exec(text.split('\n', 1)[0] ?? '')?.[1]
}

/**
 * Where the TypeScript of pages is written: as the path in a block's first line, `// evals/a.eval.ts`, so that the
 * blocks of a page can import one another, and the files of this repository that they do not show; a second block of
 * the same path begins the page's files anew.
 */
export class Workshop {
  readonly folder: string
  readonly origins = new Map<string, string>()

  constructor(folder: string) {
    this.folder = folder
  }

  async add(page: string, markdown: string): Promise<void> {
    let round = 1
    for (const { language, text, line } of codeBlocks(markdown)) {
      if (!typed.has(language)) continue
      const given = givenPath(text)
      const place = () => `${page.replaceAll(/\W/g, '-')}/${round}/${given ?? `line-${line}.ts`}`
      while (this.origins.has(place())) round++
      this.origins.set(place(), `${page}:${line}`)
      const path = join(this.folder, place())
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, /^(import|export) /m.test(text) ? text : `${text}export {}\n`)
    }
  }

  /** The complaints of the compiler about all of them, asked once, each with the line of the page. */
  async complaints(): Promise<string[]> {
    const rounds = [...this.origins.keys()].map((path) => join(this.folder, ...path.split('/').slice(0, 2)))
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        noUnusedLocals: false,
        noUnusedParameters: false,
        rootDirs: [...new Set(rounds), root],
      },
      include: ['**/*.ts'],
      exclude: [],
    }
    await writeFile(join(this.folder, 'tsconfig.json'), JSON.stringify(config))
    await writeFile(join(this.folder, 'package.json'), '{ "type": "module" }')
    const { exitCode, output } = await run(bin('tsc'), ['-p', '.', '--pretty', 'false'], this.folder)
    const lines = output.split('\n').filter((line) => line.trim() !== '')
    if (exitCode !== 0 && lines.length === 0) throw new Error('the compiler failed and said nothing')
    return lines.map((line) => {
      const [, path = '', number = '', rest = ''] = /^(.*?)\((\d+),\d+\): (.*)$/.exec(line) ?? []
      const [page, first] = this.origins.get(path)?.split(':') ?? []
      return page === undefined ? line : `${page}:${Number(first) + Number(number) - 1} ${rest}`
    })
  }
}

/** A workshop in a fresh folder that sees this repository's packages; removed when the test ends. */
export async function workshop(name: string): Promise<Workshop> {
  const folder = join(root, 'node_modules/.cache/vitest-judge-pages', `${process.pid}-${name}`)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return new Workshop(folder)
}
