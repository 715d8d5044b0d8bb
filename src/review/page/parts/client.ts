import type { ReviewError } from '../../api.ts'

/** Why a request has no answer: the server was not reached, or it refused. */
export class RequestFailure extends Error {
  /** HTTP status; 0 where the server was not reached. */
  readonly status: number
  readonly hint: string | undefined

  /** Takes the status and what the server said. */
  constructor(status: number, message: string, hint?: string) {
    super(message)
    this.status = status
    this.hint = hint
  }

  /** True where nobody answered. */
  get isGone(): boolean {
    return this.status === 0
  }
}

/** Asks the server; undefined where it has nothing new (204). @throws RequestFailure */
export async function ask<Answer>(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<Answer | undefined> {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  )
  const address = given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`
  return answerOf<Answer>(address, signal === undefined ? {} : { signal })
}

/** Tells the server something. @throws RequestFailure */
export async function tell<Answer>(path: string, body: object): Promise<Answer> {
  const answer = await answerOf<Answer>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (answer === undefined) throw new RequestFailure(204, 'The server answered with nothing.')
  return answer
}

async function answerOf<Answer>(address: string, request: RequestInit): Promise<Answer | undefined> {
  const response = await fetch(address, request).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new RequestFailure(0, 'The server does not answer.')
  })
  if (response.status === 204) return undefined
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok && body !== undefined) return body as Answer
  const { message, hint } = (body ?? {}) as Partial<ReviewError>
  throw new RequestFailure(
    response.status,
    message ?? `The server answered with status ${response.status} and no reason.`,
    hint,
  )
}

/** True for a request that was given up because another took its place. */
export function wasGivenUp(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

/** A failure as a sentence or two. */
export function failureText(error: unknown): string {
  if (!(error instanceof RequestFailure)) return error instanceof Error ? error.message : String(error)
  return error.hint === undefined ? error.message : `${error.message} ${error.hint}`
}
