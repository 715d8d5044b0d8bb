import { defineConfig } from 'vitest/config'
import { judges } from 'vitest-judge/plugin'

export default defineConfig({
  // Without a key the offline stand-in judges; it is no language model.
  plugins: [judges({ offline: true })],
})
