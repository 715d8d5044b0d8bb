import type { JsonValue } from '../../contract/index.ts'
import { canonicalJson, sha256 } from '../../io/index.ts'

/** A request as it is recorded: no header and no key is part of it. */
export interface RecordedRequest {
  endpoint: string
  path: string
  body: JsonValue
  /** Which repeat of its row it belongs to, from 0: repeats are recorded apart. */
  repeat: number
}

const keys = new WeakMap<RecordedRequest, string>()

/**
 * What a request is found by again: 64 hexadecimal digits, the SHA-256 of it all as canonical JSON. Made once for each
 * object, which must not change.
 */
export function recordingKey(request: RecordedRequest): string {
  const known = keys.get(request)
  if (known !== undefined) return known
  const { endpoint, path, body, repeat } = request
  const key = sha256(canonicalJson({ endpoint, path, body, repeat }))
  keys.set(request, key)
  return key
}
