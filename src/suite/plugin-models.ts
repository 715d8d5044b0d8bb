import { resolve } from 'node:path'
import { type Prices, pricesSchema } from '../contract/index.ts'
import { parseJsonFile, readText } from '../io/index.ts'
import { type ModelServer, type ModelWiring, recordingsOf, serveModels } from '../model/main-process.ts'
import type { ResolvedPluginOptions } from './plugin-options.ts'

/** One folder of recordings, one pace and one budget for all workers of a Vitest process. */
export interface PluginModels {
  /** For the workers. */
  wiring: ModelWiring
  server: ModelServer
}

/**
 * Wires the models of a Vitest process.
 *
 * @throws VitestJudgeError `missing-file` or `damaged-file` for the prices, `invalid-options` for the variable
 */
export async function pluginModels(root: string, options: ResolvedPluginOptions): Promise<PluginModels> {
  const { recordings, concurrency, requestsPerMinute, tokensPerMinute, budget } = options
  const wiring: ModelWiring = {
    recordings: recordingsOf(root, recordings),
    pacing: {
      concurrency,
      ...(requestsPerMinute !== undefined && { requestsPerMinute }),
      ...(tokensPerMinute !== undefined && { tokensPerMinute }),
    },
    ...(budget && { budget }),
    ...(options.prices !== undefined && { prices: await readPrices(resolve(root, options.prices)) }),
  }
  const server = await serveModels(wiring)
  return { wiring: { ...wiring, coordinator: server.address }, server }
}

async function readPrices(path: string): Promise<Prices> {
  const hint =
    'Write { "date": "2026-11-25", "models": { "gpt-5-mini": { "prompt": 0.25, "completion": 2 } } }.'
  return parseJsonFile(path, await readText(path), pricesSchema, hint)
}
