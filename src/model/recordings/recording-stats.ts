import type { JsonObject } from '../../contract/index.ts'
import { openRecordLog, verifyRecordLog } from '../../io/index.ts'

/** What a folder of recordings holds. */
export interface RecordingStats {
  /** Requests that are answered. */
  recordings: number
  /** Older answers of the same requests, which newer ones stand before. */
  replaced: number
  /** Lines whose checksum does not fit. */
  damaged: number
  bytes: number
  /** As the requests named them, the most recordings first. */
  models: { model: string; recordings: number }[]
  /** When they were made, UTC, the oldest first. */
  days: { day: string; recordings: number }[]
}

/** Reads and counts all recordings of a folder. */
export async function recordingStats(folder: string): Promise<RecordingStats> {
  const log = openRecordLog(folder, { runToken: 'stats', clock: () => 0 })
  const models = new Map<string, number>()
  const days = new Map<string, number>()
  let recordings = 0
  for (const { time, record } of log.records()) {
    const body = (record['request'] as JsonObject | undefined)?.['body'] as
      | JsonObject
      | string
      | null
      | undefined
    const model = typeof body === 'object' && typeof body?.['model'] === 'string' ? body['model'] : 'unknown'
    recordings += 1
    models.set(model, (models.get(model) ?? 0) + 1)
    days.set(time.slice(0, 10), (days.get(time.slice(0, 10)) ?? 0) + 1)
  }
  const { records, damaged } = await verifyRecordLog(folder)
  return {
    recordings,
    replaced: records - recordings,
    damaged: damaged.length,
    bytes: log.bytes,
    models: [...models]
      .map(([model, recordings]) => ({ model, recordings }))
      .sort((a, b) => b.recordings - a.recordings || (a.model < b.model ? -1 : 1)),
    days: [...days]
      .map(([day, recordings]) => ({ day, recordings }))
      .sort((a, b) => (a.day < b.day ? -1 : 1)),
  }
}
