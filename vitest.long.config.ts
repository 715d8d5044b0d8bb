import { mergeConfig } from 'vitest/config'
import config from './vitest.config.ts'

/** Full counts: every variant, many more seeds and cases. */
export default mergeConfig(config, { test: { env: { LONG: '1' } } })
