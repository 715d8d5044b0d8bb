import type { JsonValue } from '../../contract/index.ts'

/** Texts that have fewer characters stand in too many places to be searched for. */
export const shortestText = 8

/** So much of the beginning of a text says that it is there, also where the rest was cut off. */
const beginning = 200

/** Finds texts in files of any kind, however often they were written as JSON within JSON. */
export interface TextFinder {
  /** Those searched for, as they were given. */
  texts: readonly string[]
  /** True where one of them is in the text. */
  isIn(text: string): boolean
}

/** Gathers texts to be searched for, and then those among which they stand for others, too. */
export class TextCollection {
  /** As they were given, by the form in which they are compared. */
  readonly #wanted = new Map<string, string>()
  /** Beginnings that are not those of one text alone. */
  readonly #unclear = new Set<string>()
  #begins: ReadonlySet<string> | undefined

  add(...texts: readonly string[]): void {
    for (const text of texts) {
      const form = comparable(text)
      if (form.length >= shortestText) this.#wanted.set(form, text)
    }
    this.#begins = undefined
  }

  /** Takes out a text that somebody else's is equal to; only after all were added. */
  exclude(...texts: readonly string[]): void {
    this.#begins ??= new Set([...this.#wanted.keys()].map(beginningOf))
    for (const text of texts.map(comparable)) {
      this.#wanted.delete(text)
      if (this.#begins.has(beginningOf(text))) this.#unclear.add(beginningOf(text))
    }
  }

  /** Escapes of JSON and white space make no difference, and of a long text its beginning is enough. */
  finder(): TextFinder {
    const searched = [
      ...new Set(
        [...this.#wanted.keys()].map((text) =>
          this.#unclear.has(beginningOf(text)) ? text : beginningOf(text),
        ),
      ),
    ]
    return {
      texts: [...this.#wanted.values()],
      isIn: (text) => {
        if (searched.length === 0) return false
        const within = comparable(text)
        return searched.some((wanted) => within.includes(wanted))
      },
    }
  }
}

function beginningOf(text: string): string {
  return text.slice(0, beginning)
}

/** The texts and numbers that a value is made of. */
export function leavesOf(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  if (Array.isArray(value)) return value.flatMap(leavesOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(leavesOf)
}

/**
 * A text without JSON's escapes, of any depth, each run of white space one space. A backslash at a text's end melts
 * into the escape of the quote behind it, so that no backslash counts.
 */
function comparable(text: string): string {
  return (
    text
      .replaceAll(/\\+(?:u([0-9a-f]{4})|(["/bfnrt]))/gi, (_, code?: string, letter?: string) => {
        if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
        return letter === '"' || letter === '/' ? letter : ' '
      })
      .replaceAll(/\\+/g, '')
      // As guidelines stand in prompts.
      .replaceAll('‹', '<')
      .replaceAll(/[\s\b]+/g, ' ')
      .trim()
  )
}
