/** One command of a shell block. */
export interface ShellCommand {
  /** Its program and arguments, without quotes; what is redirected is left out. */
  words: string[]
  /** The variables set before it, `NAME=value`. */
  variables: string[]
  /** Its line within the block, from 0. */
  line: number
}

/** A word with quotes and escapes, an operator, a redirection with its file, or a comment. */
const token =
  /\s*(?:(?<comment>(?<=^|\s)#.*$)|(?<operator>&&|\|\||[;|&]$|[;|])|\d?(?:>>?|<)\s*\S+|(?<word>(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\;|<>&])+))/gy

/**
 * The commands of a shell block, those joined by `&&`, `||`, `|` and `;` each by itself; lines that end in `\` go on.
 *
 * @throws Error for what it does not know, such as a quote that is never closed or a subshell
 */
export function shellCommands(text: string): ShellCommand[] {
  const commands: ShellCommand[] = []
  const lines = text.split('\n')
  for (let index = 0; index < lines.length; index++) {
    const line = index
    let whole = lines[index] ?? ''
    while (whole.endsWith('\\')) whole = `${whole.slice(0, -1)} ${lines[++index] ?? ''}`
    let words: string[] = []
    const end = () => {
      const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word))
      const variables = words.slice(0, first === -1 ? words.length : first)
      if (words.length > 0) commands.push({ words: words.slice(variables.length), variables, line })
      words = []
    }
    let place = 0
    while (whole.slice(place).trim() !== '') {
      token.lastIndex = place
      const found = token.exec(whole)
      if (found === null) throw new Error(`cannot be read from here on: ${whole.slice(place)}`)
      place = token.lastIndex
      const { word, operator } = found.groups ?? {}
      if (operator !== undefined) end()
      else if (word !== undefined) words.push(unquoted(word))
    }
    end()
  }
  return commands
}

function unquoted(word: string): string {
  return word.replaceAll(/'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g, (_, single, double, escaped) =>
    String(single ?? (double as string | undefined)?.replaceAll(/\\(.)/g, '$1') ?? escaped),
  )
}
