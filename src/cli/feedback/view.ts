import { Chalk } from 'chalk'
import type { CommandContext } from '../context.ts'
import { cutAll, cutAt, printable } from '../fit.ts'

/** How a session is shown: by the terminal it runs in, and by what the person asked for. */
export interface View {
  /** Columns of the terminal, as wide as it is now. */
  width: number
  /** Rows of the terminal, as high as it is now. */
  height: number
  color: boolean
  /** For screen readers: one line for each thing, in words, nothing drawn. */
  isPlain: boolean
  /** Neither verdict nor rationale nor truth is shown, nor anything made of them. */
  isBlind: boolean
}

/** One thing to show, under its name. */
export interface Part {
  label: string
  lines: string[]
  /** How many lines are shown at once; default all. */
  most?: number
}

/** Column at which text begins, where the terminal is wide enough to set it beside its name. */
const textColumn = 15
const narrowestBeside = 50

/** How long a line may be that is read aloud: what is longer comes in several, so that it can be stopped. */
const plainLine = 400

/** How a session is shown in the terminal of a command. */
export function viewOf(
  { output, environment, width, color }: CommandContext,
  { isPlain, isBlind }: Pick<View, 'isPlain' | 'isBlind'>,
): View {
  const plain = isPlain || environment['TERM'] === 'dumb'
  const size = (name: 'columns' | 'rows') => {
    const now: unknown = Reflect.get(output, name)
    return typeof now === 'number' && now > 0 ? now : undefined
  }
  const atStart = size('columns')
  return {
    get width() {
      const now = size('columns')
      return Math.max(20, now === undefined || now === atStart ? width : now)
    },
    get height() {
      return size('rows') ?? 24
    },
    color: color && !plain,
    isPlain: plain,
    isBlind,
  }
}

/** A part as printed lines, and what of it was left out: the lines beyond `most`, where they are more than three. */
export function partLines(part: Part, view: View): { shown: string[]; rest: Part | undefined } {
  const { label, lines, most = Number.POSITIVE_INFINITY } = part
  const isBeside = !view.isPlain && view.width >= narrowestBeside
  const room = view.isPlain ? plainLine : view.width - (isBeside ? textColumn : 4)
  const broken = lines.flatMap((line) => breakLine(line, room))
  const count = broken.length > most + 3 ? most : broken.length
  const text = broken.slice(0, count)
  const left = broken.length - count
  const more = view.isPlain ? `${left} more lines; m reads them.` : `… ${left} more lines: [m]`
  const paint = new Chalk({ level: view.color ? 1 : 0 })
  return {
    shown: layOut(
      label,
      left > 0 ? [...text, ...breakLine(more, room).map((line) => paint.dim(line))] : text,
      view,
      isBeside,
    ),
    rest: left > 0 ? { label, lines: broken.slice(count) } : undefined,
  }
}

function layOut(label: string, text: readonly string[], view: View, isBeside: boolean): string[] {
  const paint = new Chalk({ level: view.color ? 1 : 0 })
  if (view.isPlain) {
    const name = `${label.charAt(0).toUpperCase()}${label.slice(1)}:`
    return text.length === 1 ? [`${name} ${text[0] ?? ''}`] : [name, ...text]
  }
  if (!isBeside) return [`  ${paint.dim(label)}`, ...text.map((line) => `    ${line}`)]
  return text.map((line, index) =>
    `  ${index === 0 ? paint.dim(label.padEnd(textColumn - 2)) : ' '.repeat(textColumn - 2)}${line}`.trimEnd(),
  )
}

/** A line in pieces of at most so many columns, broken at spaces, its indent kept; what fits stays as it is. */
export function breakLine(line: string, room: number): string[] {
  const text = printable(line)
  const fits = (part: string) => cutAt(part, room) === part.length
  if (fits(text)) return [text]
  const indent = ' '.repeat(Math.min(text.length - text.trimStart().length, Math.floor(room / 2)))
  const pieces: string[] = []
  let piece = indent
  for (const word of text.trim().split(/(?<= )(?=\S)/)) {
    if (!fits((piece + word).trimEnd()) && piece.trim() !== '') {
      pieces.push(piece.trimEnd())
      piece = indent
    }
    piece += word
    const whole = piece.trimEnd()
    if (fits(whole)) continue
    const cut = cutAll(whole, room, room - indent.length).map((part, at) => (at === 0 ? part : indent + part))
    pieces.push(...cut.slice(0, -1))
    piece = `${cut.at(-1) ?? ''}${piece.slice(whole.length)}`
  }
  return piece.trim() === '' ? pieces : [...pieces, piece.trimEnd()]
}
