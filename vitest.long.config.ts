import { mergeConfig } from 'vitest/config'
import config from './vitest.config.ts'

/**
 * Full counts: every variant, many more seeds and cases. Each file has modules of its own: files that take minutes are
 * handed out one by one, as a worker is free.
 */
export default mergeConfig(config, { test: { env: { LONG: '1' }, isolate: true } })
