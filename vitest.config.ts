import { defineConfig } from 'vitest/config'
import { judges } from './src/suite/plugin.ts'

const source = (path: string) => new URL(path, import.meta.url).pathname

export default defineConfig({
  plugins: [
    judges({
      offline: true,
      // Unit tests open recordings of their own.
      recordings: process.argv.includes('evals') ? 'auto' : 'off',
      gate: {
        [`${process.env['PUBMED_NAME'] ?? 'pubmed'}_reference_free@aligned`]: { accuracy: 0.65 },
        allowOffline: true,
      },
    }),
  ],
  resolve: {
    alias: [
      { find: /^vitest-judge$/, replacement: source('./src/index.ts') },
      { find: /^vitest-judge\/plugin$/, replacement: source('./src/suite/plugin.ts') },
      { find: /^vitest-judge\/statistics$/, replacement: source('./src/agreement/statistics.ts') },
      { find: /^vitest-judge\/reporter$/, replacement: source('./reporters/index.ts') },
    ],
  },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/fixtures/**', '**/node_modules/**'],
    maxWorkers: '100%',
    // To load the modules anew for each of some 240 files takes longer than all that is tested in this process.
    isolate: process.argv.includes('evals'),
    // No test is about time: the limit only ends one that hangs.
    testTimeout: 30_000,
    setupFiles: ['tests/setup-network.ts'],
  },
})
