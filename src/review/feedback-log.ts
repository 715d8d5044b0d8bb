import { type Feedback, feedbackSchema } from '../contract/index.ts'
import { appendFeedback, readFeedback, standingFeedback, type NewFeedback } from '../feedback/index.ts'
import { contentHash, fileStamp, readTextIfAny } from '../io/index.ts'

/** A feedback log as it stood when it was read. */
export interface LogState {
  /** Changes whenever the file does. */
  revision: string
  lines: readonly Feedback[]
  /** The lines that count, in order of time. */
  standing: readonly Feedback[]
}

/** A feedback log that others write to as well: the terminal, another server, `align`, git. */
export interface FeedbackLog {
  /** The log as it stands on disk; read anew only where the file has changed. */
  read(): Promise<LogState>
  /**
   * Appends the line that is made from the log as it stands, if any, and syncs it to disk; one at a time. A line is one
   * write at the end of the file, so that those of other processes are neither lost nor torn.
   */
  append(make: (state: LogState) => NewFeedback | undefined): Promise<Feedback | undefined>
}

/**
 * Opens a feedback log; a file that is not there has no lines yet. Reading and appending throw `damaged-file`, naming
 * the line, where it is damaged: nothing is appended then.
 */
export function openFeedbackLog(path: string): FeedbackLog {
  let known: { state: LogState; text: string } | undefined
  let last: Promise<unknown> = Promise.resolve()
  const read = async () => {
    // The stamp first: what is written after it makes the next reading a new one.
    const revision = contentHash(await fileStamp(path))
    if (known?.state.revision === revision) return known.state
    const text = (await readTextIfAny(path)) ?? ''
    const lines = linesOf(text, known) ?? (await readFeedback(path))
    const state = { revision, lines, standing: standingFeedback(lines) }
    known = { state, text }
    return state
  }
  return {
    read,
    append: (make) => {
      const turn = last.then(async () => {
        const line = make(await read())
        return line === undefined ? undefined : (await appendFeedback(path, [line]))[0]
      })
      last = turn.catch(() => {})
      return turn
    },
  }
}

/** The lines of a text, of which those that were read before are taken as they were; undefined where one is damaged. */
function linesOf(text: string, known: { state: LogState; text: string } | undefined): Feedback[] | undefined {
  const isLonger = known !== undefined && known.text.endsWith('\n') && text.startsWith(known.text)
  const fresh = isLonger ? text.slice(known.text.length) : text
  const lines: Feedback[] = []
  for (const line of fresh.split('\n')) {
    if (line.trim() === '') continue
    try {
      lines.push(feedbackSchema.parse(JSON.parse(line)))
    } catch {
      return undefined
    }
  }
  return isLonger ? [...known.state.lines, ...lines] : lines
}
