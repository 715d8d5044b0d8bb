import type { UnscoredReason } from '../contract/index.ts'

/** HTTP statuses by which a service says that it will not take what it was sent. */
const contentStatuses = /^(400|413|422)\b/

/**
 * True where a call failed because of what was sent, so that the rest of it may go through: the service did not take
 * it (400, 413, 422), a filter declined it, or the answer to it was cut off.
 */
export function isAboutTheText({ reason, detail }: { reason: UnscoredReason; detail: string }): boolean {
  if (reason === 'rejected') return contentStatuses.test(detail)
  return reason === 'refused' || reason === 'truncated'
}
