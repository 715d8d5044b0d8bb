import { readFile } from 'node:fs/promises'
import { defineConfig, type RolldownOptions } from 'rolldown'

/** The page of `review`: one script and one style sheet, with all that they need inside. */
export const pageBuild = {
  input: { 'src/review/page': './src/review/page/main.tsx' },
  platform: 'browser',
  logLevel: 'warn',
  plugins: [
    {
      name: 'page-style',
      async generateBundle() {
        const path = new URL('./src/review/page/page.css', import.meta.url)
        const source = await readFile(path, 'utf8')
        this.emitFile({ type: 'asset', fileName: 'src/review/page.css', source })
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
    output: { dir: 'dist', cleanDir: true, format: 'esm', chunkFileNames: 'chunks/[name]-[hash].js' },
  },
  pageBuild,
])
