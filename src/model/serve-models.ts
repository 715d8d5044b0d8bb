import type { Prices } from '../contract/index.ts'
import { settleRecordLog, systemClock } from '../io/index.ts'
import { localCoordinator, serveCoordinator } from './pacing/coordinator.ts'
import { defaultConcurrency } from './runtime.ts'
import { pricesOf } from './price-at.ts'
import type { ModelWiring } from './wiring.ts'

/** What the main process does for its workers' calls. */
export interface ModelServer {
  /** Where the workers find it. */
  readonly address: string
  /** Makes the recordings of the run one file; gives what a report should say of the calls, a line each. */
  settle(): Promise<string[]>
  /** The known prices of models at their endpoints, with the day they are of; undefined where none is known. */
  prices(used: readonly { model: string; endpoint: string }[]): Prices | undefined
  close(): Promise<void>
}

/** Coordinates the calls of all workers, and settles their recordings after a run. */
export async function serveModels({ recordings, pacing, budget, prices }: ModelWiring): Promise<ModelServer> {
  const local = localCoordinator({ concurrency: defaultConcurrency, ...pacing, ...(budget && { budget }) })
  const served = await serveCoordinator(local)
  const { mode, folder, runToken } = recordings
  return {
    address: served.address,
    settle: async () => {
      if (mode !== 'off') await settleRecordLog(folder, { runToken, clock: systemClock })
      const tooMany = Object.entries(local.stats()).filter(([, stats]) => stats.tooMany > 0)
      return [
        ...tooMany.map(
          ([provider, stats]) =>
            `${provider.split(' ')[0]} refused ${stats.tooMany} calls as too many: it was asked more slowly`,
        ),
        ...local.budgetNotices(),
      ]
    },
    prices: (used) => pricesOf(prices, used),
    close: () => served.close(),
  }
}
