import { defineConfig } from 'vitest/config'
// In a project of your own: import { judges } from 'vitest-judge/plugin'
import { judges } from '../../src/suite/plugin.ts'

export default defineConfig({
  plugins: [
    judges({
      // The stand-in judges: no key, no network, the same verdicts every time.
      offline: true,
      gate: {
        'pubmed_reference_free@aligned': {
          audit: { verbosity: 0.05, authority: 0.05, exampleOrder: 0.05, guidelineOrder: 0.05 },
        },
        allowOffline: true,
      },
    }),
  ],
  resolve: {
    alias: { 'vitest-judge': new URL('../../src/index.ts', import.meta.url).pathname },
  },
})
