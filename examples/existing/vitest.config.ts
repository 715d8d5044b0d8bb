import { defineConfig } from 'vitest/config'
import { judges } from 'vitest-judge/plugin'

export default defineConfig({
  // The one line that came new: without a key the offline stand-in judges, which is no language model.
  plugins: [judges({ offline: true, gate: { right_team: { accuracy: 0.6 }, allowOffline: true } })],
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
    restoreMocks: true,
  },
})
