import { chmod, readFile } from 'node:fs/promises'
import { defineConfig, type RolldownOptions } from 'rolldown'

/** The parts of the page's style sheet in `src/review/page/styles`, in their order. */
export const pageStyles = [
  'tokens',
  'base',
  'controls',
  'header',
  'queue',
  'standing',
  'sample',
  'content',
  'verdicts',
  'answer',
  'notices',
  'memory',
  'versions',
  'narrow',
] as const

/** The licences of the packages that a bundle holds, which ask to be with every copy. */
async function licencesOf(modules: readonly string[]): Promise<string> {
  const folders = modules.flatMap((path) => /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [])
  const licences = [...new Set(folders)].toSorted().map(async (folder) => {
    const name = folder.replace(/^.*\/node_modules\//, '')
    return `${name}\n\n${await readFile(`${folder}/LICENSE`, 'utf8')}`
  })
  return (await Promise.all(licences)).join('\n\n')
}

/** The page of `review`: one script and one style sheet, with all that they need inside. */
export const pageBuild = {
  input: { 'src/review/page': './src/review/page/main.tsx' },
  platform: 'browser',
  logLevel: 'warn',
  plugins: [
    {
      name: 'page-style-and-licences',
      async generateBundle(_, bundle) {
        const folder = new URL('./src/review/page/styles/', import.meta.url)
        const parts = await Promise.all(
          pageStyles.map((name) => readFile(new URL(`${name}.css`, folder), 'utf8')),
        )
        this.emitFile({ type: 'asset', fileName: 'src/review/page.css', source: parts.join('\n') })
        const modules = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []))
        const licences = await licencesOf(modules.map((path) => path.replaceAll('\\', '/')))
        this.emitFile({ type: 'asset', fileName: 'src/review/page.licences.txt', source: licences })
      },
    },
  ],
  output: { dir: 'dist', format: 'esm', minify: true },
} satisfies RolldownOptions

/**
 * The package as it is published: a few files in place of some two hundred, as each costs a process that starts about a
 * millisecond. What it depends on stays outside.
 */
export default defineConfig([
  {
    input: Object.fromEntries(
      [
        'src/index',
        'src/agreement/statistics',
        'src/suite/plugin',
        'src/suite/setup',
        'src/cli/main',
        'reporters/index',
      ].map((entry) => [entry, `./${entry}.ts`]),
    ),
    platform: 'node',
    logLevel: 'warn',
    external: /^[^./]/,
    plugins: [{ name: 'command-runs', writeBundle: () => chmod('dist/src/cli/main.js', 0o755) }],
    output: { dir: 'dist', cleanDir: true, format: 'esm', chunkFileNames: 'chunks/[name]-[hash].js' },
  },
  pageBuild,
])
