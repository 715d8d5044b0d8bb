import { defineConfig } from 'rolldown'

/**
 * The package as it is published: a few files in place of some two hundred, as each costs a process that starts about a
 * millisecond. What it depends on stays outside.
 */
export default defineConfig({
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
})
