import type { JsonValue } from '../../contract/index.ts'
import { cutToTokens } from '../../model/index.ts'

/** Texts that have fewer characters stand in too many places to be searched for. */
const shortestText = 8

/** Prompts cut long texts, down to 30 tokens (`shortened`): a little less says that a text is there. */
const piece = 24

/** How much of what two texts share stands in the piece that tells them apart. */
const sharedPart = 10

/** Finds texts in files of any kind, however often they were written as JSON within JSON. */
export interface TextFinder {
  /** Those searched for, as they were given. */
  texts: readonly string[]
  /** True where one of them is in the text. */
  isIn(text: string): boolean
}

/** Gathers texts to be searched for, and then those among which they stand for others, too. */
export class TextCollection {
  readonly #shortest: number
  /** As they were given, by the form in which they are compared. */
  readonly #wanted = new Map<string, string>()
  /** Forms of other texts by their beginning, which is one of ours too. */
  readonly #others = new Map<string, Set<string>>()
  #begins: ReadonlySet<string> | undefined

  /** `shortest` is how many characters a text has at least that is searched for; default `shortestText`. */
  constructor(shortest = shortestText) {
    this.#shortest = shortest
  }

  add(...texts: readonly string[]): void {
    for (const text of texts) {
      const form = comparable(text)
      if (form.length >= this.#shortest) this.#wanted.set(form, text)
    }
    this.#begins = undefined
  }

  /** Takes out a text that somebody else's is equal to; only after all were added. */
  exclude(...texts: readonly string[]): void {
    this.#begins ??= new Set([...this.#wanted.keys()].map(beginningOf))
    for (const form of texts.map(comparable)) {
      this.#wanted.delete(form)
      const begin = beginningOf(form)
      if (!this.#begins.has(begin)) continue
      const known = this.#others.get(begin)
      if (known === undefined) this.#others.set(begin, new Set([form]))
      else known.add(form)
    }
  }

  /**
   * Escapes of JSON and white space make no difference. Of a long text its beginning is enough or, where others begin
   * so too, the piece where it departs from them: the rest may have been cut off. Finds the texts of `more`, too.
   */
  finder(more?: TextCollection): TextFinder {
    const searched = [...new Set([...this.#pieces(), ...(more === undefined ? [] : more.#pieces())])]
    return {
      texts: [...this.#wanted.values()],
      isIn: (text) => {
        if (searched.length === 0) return false
        const within = comparable(text)
        return searched.some((wanted) => within.includes(wanted))
      },
    }
  }

  #pieces(): string[] {
    return [...this.#wanted.keys()].map((form) => {
      const others = this.#others.get(beginningOf(form))
      return others === undefined ? beginningOf(form) : distinctPiece(form, others)
    })
  }
}

function beginningOf(form: string): string {
  return cutToTokens(form, piece)
}

/** From a little before the place at which a text departs from all others; all of it where that stands in one of them. */
function distinctPiece(form: string, others: ReadonlySet<string>): string {
  const shared = [...others].reduce((most, other) => Math.max(most, sharedLength(form, other)), 0)
  const distinct = cutToTokens(form.slice(Math.max(0, shared - sharedPart)), piece)
  const isClear = distinct.length > sharedPart && ![...others].some((other) => other.includes(distinct))
  return isClear ? distinct : form
}

function sharedLength(form: string, other: string): number {
  let length = 0
  while (length < form.length && form[length] === other[length]) length++
  return length
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
