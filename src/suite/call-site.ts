/** Where a function was called from: the frames of `Error.stack` above it, the nearest first. */
export function callersOf(called: (...parameters: never[]) => unknown): string {
  const place: { stack?: string } = {}
  Error.captureStackTrace(place, called)
  return place.stack?.split('\n').slice(1).join('\n') ?? ''
}

/**
 * An error with the frames of `callersOf` after its own, once: what arose in a line of ours is shown at the user's
 * line, which reporters print and GitHub marks.
 */
export function withCallers(error: unknown, callers: string): unknown {
  if (error instanceof Error && error.stack !== undefined && !error.stack.includes(callers))
    error.stack = `${error.stack}\n${callers}`
  return error
}
