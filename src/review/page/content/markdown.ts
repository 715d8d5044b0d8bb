import { Lexer, type MarkedToken, Tokenizer, type Tokens } from 'marked'

/** Lists and quotes within each other, at most: what lies deeper is text. */
const deepest = 8

/** Characters that are looked at in search of the end of emphasis or of an address, at most. */
const reach = 1000

/** Marks of emphasis without an end that are looked for in a text, at most. */
const mostSeeks = 1000

/**
 * A text as tokens of Markdown, GitHub's, by the lexer of `marked`. The page draws them itself: no HTML is ever made of
 * them. Every word of the text is in a token that is shown, and no text takes long.
 */
export function readMarkdown(text: string): MarkedToken[] {
  return new Lexer({ gfm: true, tokenizer: new ShownTokenizer() }).lex(text) as MarkedToken[]
}

/** Reads what a page is to show whole: where Markdown would drop text, or take long over it, it stays as it was written. */
class ShownTokenizer extends Tokenizer {
  #depth = 0
  #seeks = mostSeeks

  /** A definition of an address would not be seen, nor would a second one of the same name. */
  override def(): undefined {
    return undefined
  }

  /** A row with more cells than the head has would lose them. */
  override table(source: string): Tokens.Table | undefined {
    const table = super.table(source)
    if (table === undefined) return undefined
    const [head = '', , ...rows] = table.raw.split('\n')
    const cells = [...table.header, ...table.rows.flat()].map((cell) => cell.text)
    return inked(cells) === inked([head, ...rows]) ? table : undefined
  }

  override blockquote(source: string): Tokens.Blockquote | undefined {
    return this.#within(() => super.blockquote(source))
  }

  override list(source: string): Tokens.List | undefined {
    return this.#within(() => super.list(source))
  }

  override emStrong(source: string, masked: string, before?: string): Tokens.Em | Tokens.Strong | undefined {
    return this.#seek(source, () => super.emStrong(...near(source, masked), before))
  }

  override del(source: string, masked: string, before?: string): Tokens.Del | undefined {
    return this.#seek(source, () => super.del(...near(source, masked), before))
  }

  override inlineText(source: string): Tokens.Text | undefined {
    return super.inlineText(source.slice(0, reach))
  }

  override url(source: string): Tokens.Link | undefined {
    return super.url(source.slice(0, reach))
  }

  /** Each mark without an end costs a search, so a text has a number of them. */
  #seek<Token>(source: string, read: () => Token | undefined): Token | undefined {
    if (this.#seeks === 0 || !/^[*_~]/.test(source)) return undefined
    const token = read()
    if (token === undefined) this.#seeks--
    return token
  }

  #within<Token>(read: () => Token): Token | undefined {
    if (this.#depth >= deepest) return undefined
    this.#depth++
    try {
      return read()
    } finally {
      this.#depth--
    }
  }
}

/** How many characters are neither marks of a table nor white space. */
function inked(texts: readonly string[]): number {
  return texts.join('').replaceAll(/[|\\\s]/g, '').length
}

/** What lies near the place where `source` begins in `masked`: a search for an end goes through all that it is given. */
function near(source: string, masked: string): [string, string] {
  const place = masked.length - source.length
  return [source.slice(0, reach), masked.slice(Math.max(0, place - reach), place + reach)]
}
