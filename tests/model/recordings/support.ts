import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { JsonObject, JsonValue } from '../../../src/contract/index.ts'
import type { RecordingMode } from '../../../src/model/recordings/recording-mode.ts'
import type { RecordedRequest } from '../../../src/model/recordings/recording-key.ts'
import { openRecordings } from '../../../src/model/recordings/recordings.ts'

/** Where a folder of recordings may be made; all of it goes away after the test. */
export async function recordingsFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'recordings-'))
  onTestFinished(() => rm(parent, { recursive: true, force: true }))
  return join(parent, 'recordings')
}

/** Opens a folder of recordings at one time, midnight of 25 November 2026. */
export function openAt(folder: string, mode: RecordingMode = 'auto', maxBytes?: number) {
  const clock = () => Date.UTC(2026, 10, 25)
  return openRecordings({
    mode,
    folder,
    runToken: 'run1',
    clock,
    ...(maxBytes !== undefined && { maxBytes }),
  })
}

/** A request of a chat: a system message that is always the same, a user's message, and what else is said. */
export function chatRequest(
  user: string,
  more: { body?: JsonObject; endpoint?: string; repeat?: number } = {},
): RecordedRequest {
  const { body = {}, endpoint = 'https://api.example.com/v1', repeat = 0 } = more
  const messages: JsonValue = [
    { role: 'system', content: 'Is the text polite?' },
    { role: 'user', content: user },
  ]
  return { endpoint, path: 'chat/completions', body: { model: 'gpt-5-mini', messages, ...body }, repeat }
}

/** An answer with a text. */
export function answerOf(text: string) {
  return { text, contentType: 'application/json', latencyMs: 400 }
}
