import type { Interface } from 'node:readline'
import type { Readable } from 'node:stream'

/** How long the lines of pasted text may be apart; nobody types so fast. */
const pasteGapMs = 30

/** A line as it is typed. */
export interface TypedLine {
  /** What was typed so far. */
  text(): string
  close(): void
}

/**
 * Gives the line that Enter ends. Where more comes at once after it, that is pasted, and the line goes on. `setRaw` says
 * how the terminal edits lines by itself, which then keeps an unfinished one to itself until it is raw.
 */
export function typedLine(
  lines: Interface,
  input: Readable,
  give: (text: string) => void,
  setRaw?: (isRaw: boolean) => unknown,
): TypedLine {
  const collected: string[] = []
  let isOpen = false
  let waiting: NodeJS.Timeout | undefined
  const heard = (chunk: Buffer | string) => {
    isOpen = !/[\r\n]$/.test(String(chunk))
  }
  const settle = () => {
    if (setRaw === undefined) {
      if (lines.line === '') give(collected.join('\n'))
      return
    }
    setRaw(true)
    waiting = setTimeout(() => {
      if (isOpen) setRaw(false)
      else give(collected.join('\n'))
    }, pasteGapMs / 2)
  }
  lines.on('line', (text) => {
    collected.push(text)
    clearTimeout(waiting)
    waiting = setTimeout(settle, pasteGapMs)
  })
  input.on('data', heard)
  return {
    text: () => [...collected, lines.line].join('\n'),
    close: () => {
      clearTimeout(waiting)
      input.off('data', heard)
    },
  }
}
