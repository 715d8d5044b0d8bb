import { contentHash, systemClock } from '../io/index.ts'
import { type Coordinator, localCoordinator, remoteCoordinator } from './pacing/coordinator.ts'
import { openRecordings, type Recordings } from './recordings/recordings.ts'
import { type PlacedWiring, placedWiring } from './wiring.ts'

/** What all calls of a process share. */
export interface ModelRuntime {
  recordings: Recordings
  coordinator: Coordinator
}

/** How many calls are in flight at once where nobody says. */
export const defaultConcurrency = 64

const bare: PlacedWiring = { wiring: { recordings: { mode: 'off', folder: '', runToken: '' } } }
const runtimes = new WeakMap<PlacedWiring, ModelRuntime>()

/** Recordings and coordinator of this process, made at the first call. */
export function modelRuntime(): ModelRuntime {
  const placed = placedWiring() ?? bare
  const known = runtimes.get(placed)
  if (known !== undefined) return known
  const { recordings, coordinator, pacing = {}, budget } = placed.wiring
  const { mode, folder, runToken, maxMegabytes } = recordings
  const limits = { concurrency: defaultConcurrency, ...pacing, ...(budget && { budget }) }
  let lost: string | undefined
  const runtime: ModelRuntime = {
    recordings: openRecordings({
      mode,
      folder,
      runToken,
      clock: systemClock,
      ...(maxMegabytes !== undefined && { maxBytes: maxMegabytes * 1e6 }),
    }),
    coordinator:
      coordinator === undefined
        ? localCoordinator(limits)
        : remoteCoordinator(coordinator, { ...limits, notify: (notice) => (lost = notice) }),
  }
  runtimes.set(placed, runtime)
  placed.flush = async () => {
    await runtime.recordings.flush()
    const all = [runtime.recordings.notice(), lost, ...(placed.notes ?? [])]
    const notices = all.filter((text) => text !== undefined)
    return notices.length === 0 ? undefined : notices.join('; ')
  }
  return runtime
}

/** Whose pace and limits a call shares: an origin and, hashed, a key. */
export function providerOf(endpoint: string, key: string | undefined): string {
  const origin = URL.canParse(endpoint) ? new URL(endpoint).origin : endpoint
  return `${origin} ${contentHash(key ?? '').slice(0, 8)}`
}
