/**
 * Every way in which vitest-judge refuses to go on, with the process exit code it leads to:
 * 2 usage or configuration, 3 could not judge (no rows, damaged file, no answer from a service).
 * `docs/errors.md` explains each.
 */
export const errorCodes = {
  'invalid-usage': 2,
  'invalid-options': 2,
  'invalid-judge': 2,
  'invalid-template': 2,
  'invalid-sample': 2,
  'invalid-rows': 2,
  'missing-passes': 2,
  'missing-truth': 2,
  'duplicate-judge': 2,
  'duplicate-row': 2,
  'unknown-judge': 2,
  'unknown-source': 2,
  'no-model': 2,
  'no-plugin': 2,
  'no-run': 2,
  'no-memory-folder': 2,
  'memory-conflict': 2,
  'unknown-version': 2,
  'invalid-feedback': 2,
  'not-awaited': 1,
  'not-calibrated': 1,
  'no-rows': 3,
  'damaged-file': 3,
  'missing-file': 3,
  'cannot-write': 3,
  'cannot-merge': 3,
  'not-measured': 3,
  locked: 3,
  'request-failed': 3,
  'model-failed': 3,
  'invalid-vector': 3,
} as const satisfies Record<string, 1 | 2 | 3>

/** One of the closed set of error codes. */
export type ErrorCode = keyof typeof errorCodes

const brand = Symbol.for('vitest-judge.error')

/** What a `VitestJudgeError` is made of. */
export interface ErrorFacts {
  /** What happened, what was received and what was expected. */
  message: string
  /** The next command to run or line to write. */
  hint: string
  /** The error that led here, if any. */
  cause?: unknown
}

/**
 * The one error class of vitest-judge. `code` is one of a closed set, `message` says what happened, what was
 * received and what was expected, `hint` gives the next command or line to write. Printed without a stack by
 * the command line.
 */
export class VitestJudgeError extends Error {
  override readonly name = 'VitestJudgeError'
  /** One of the closed set of error codes, see `docs/errors.md`. */
  readonly code: ErrorCode
  /** The next command to run or line to write. */
  readonly hint: string
  /** The process exit code this error leads to. */
  readonly exitCode: 1 | 2 | 3
  readonly [brand] = true

  constructor(code: ErrorCode, facts: ErrorFacts) {
    super(`${facts.message}\n  → ${facts.hint}`, facts.cause === undefined ? {} : { cause: facts.cause })
    this.code = code
    this.hint = facts.hint
    this.exitCode = errorCodes[code]
  }

  /** True for an error of this class, also one made by another copy of the package. */
  static is(error: unknown): error is VitestJudgeError {
    return typeof error === 'object' && error !== null && brand in error
  }
}
