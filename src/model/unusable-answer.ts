import type { CallFailure } from './model-call-error.ts'

/** An answer that came and cannot be used. Its detail is whole, so that a key in it is found before it is cut. */
export class UnusableAnswer extends Error {
  readonly failure: CallFailure

  constructor(failure: CallFailure) {
    super(failure.reason)
    this.failure = failure
  }
}

/** What was received, as JSON. */
export function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing'
}
