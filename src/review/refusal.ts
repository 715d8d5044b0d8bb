import { type ErrorCode, VitestJudgeError } from '../contract/index.ts'
import type { ReviewError } from './api.ts'

/** The statuses of what the server refuses or cannot do. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 500

const statusOfCode: Partial<Record<ErrorCode, RefusalStatus>> = {
  'unknown-judge': 404,
  'unknown-version': 404,
  'missing-file': 404,
  'memory-conflict': 409,
  locked: 409,
  'damaged-file': 500,
  'cannot-write': 500,
  'request-failed': 500,
}

/** A request that is refused, with the status of the answer. */
export class Refusal extends Error {
  readonly status: RefusalStatus
  readonly body: ReviewError

  constructor(status: RefusalStatus, body: ReviewError) {
    super(body.message)
    this.status = status
    this.body = body
  }
}

/** The refusal of a request that is not as it should be. */
export function refusal(status: RefusalStatus, message: string, hint: string): Refusal {
  return new Refusal(status, { code: 'invalid-usage', message, hint })
}

/**
 * What is answered in place of an error: of ours its words, with paths as from the project's root; of any other nothing
 * but that it happened, as its text may hold anything.
 */
export function refusalOf(error: unknown, root: string): Refusal {
  if (error instanceof Refusal) return error
  if (!VitestJudgeError.is(error)) {
    return new Refusal(500, {
      code: 'unexpected',
      message: 'The server met a fault that it does not know; nothing was stored.',
      hint: 'The terminal in which review runs says more.',
    })
  }
  const own = (text: string) => text.replaceAll(`${root}/`, '')
  const [message = error.message] = error.message.split('\n  → ')
  return new Refusal(statusOfCode[error.code] ?? 400, {
    code: error.code,
    message: own(message),
    hint: own(error.hint),
  })
}
