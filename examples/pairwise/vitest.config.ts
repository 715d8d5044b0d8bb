import { defineConfig } from 'vitest/config'
import { judges } from 'vitest-judge/plugin'

export default defineConfig({
  // Each judge brings its model along: evals/judge-model.ts.
  plugins: [judges()],
})
