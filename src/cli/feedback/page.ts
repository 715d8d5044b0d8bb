import { Chalk } from 'chalk'
import { type CommandContext, say } from '../context.ts'
import type { Answer } from './answers.ts'
import { sampleParts } from './parts.ts'
import type { Question } from './rows.ts'
import { breakLine, type Part, partLines, type View } from './view.ts'
import { printable } from '../fit.ts'
import { readable } from '../readable.ts'
import type { Target } from '../targets.ts'

/** What is on the screen in a session, written downwards: nothing that was written is changed. */
export interface Page {
  /** Shows a question, and before the first of a judge what it is about. */
  show(question: Question, index: number, before: Answer | undefined): void
  /** True where a part of the question was too long to be shown. */
  hasMore(): boolean
  /** Shows the next screen of what was too long. */
  more(): void
  /** Shows what the judge is asked, whole. */
  instructions(question: Question): void
  /** Writes a sentence. */
  note(text: string): void
}

/** How many lines of a judge's instructions stand before the first question. */
const mostInstructions = 3

/** Opens the page of a session with so many questions. */
export function openPage(context: CommandContext, view: View, questions: number): Page {
  const paint = new Chalk({ level: view.color ? 1 : 0 })
  const write = (parts: readonly Part[]): Part[] =>
    parts
      .map((part) => partLines(part, view))
      .flatMap(({ shown, rest }) => {
        for (const line of shown) say(context, line)
        return rest ?? []
      })
  const tell = (text: string, { indent = '', isBold = false } = {}) => {
    for (const line of text.split('\n')) {
      const pieces = view.isPlain ? [line] : breakLine(`${indent}${line}`, view.width)
      for (const piece of pieces) say(context, isBold ? paint.bold(piece) : piece)
    }
  }
  let title: string | undefined
  let rest: Part[] = []
  return {
    show: (question, index, before) => {
      if (question.title !== title) {
        if (title !== undefined) say(context)
        title = question.title
        tell(title)
        write([instructionsPart(question.target, mostInstructions)])
      }
      say(context)
      tell(headText(question, index, questions, view), { isBold: true })
      rest = write([
        ...sampleParts(question.target, question.sample, view),
        ...(before === undefined ? [] : [answerPart(before)]),
      ])
    },
    hasMore: () => rest.length > 0,
    more: () => {
      const [part, ...others] = rest
      if (part === undefined) tell('All of it is shown.', { indent: '  ' })
      else rest = [...write([{ ...part, most: Math.max(5, view.height - 6) }]), ...others]
    },
    instructions: ({ target }) => void write([instructionsPart(target)]),
    note: (text) => tell(printable(text), { indent: '  ' }),
  }
}

function headText({ reason, sample }: Question, index: number, questions: number, { isPlain }: View): string {
  const place = `${index + 1} of ${questions}`
  const why = reason === undefined ? [] : [reason === 'sample' ? 'one of the others' : reason]
  const id = printable(sample.rowId).replaceAll(/\s+/g, ' ')
  return isPlain ? `Row ${[place, ...why, id].join(', ')}.` : [place, ...why, id].join(' · ')
}

function instructionsPart({ definition }: Target, most?: number): Part {
  const guidelines = (definition.guidelines ?? []).map((text) => `- ${text}`)
  const lines = readable([definition.instructions, ...guidelines].join('\n'))
  return { label: 'instructions', lines, ...(most !== undefined && { most }) }
}

function answerPart({ value, comment }: Answer): Part {
  const [first = '', ...others] = readable(comment)
  return { label: 'your answer', lines: [`${String(value)}${comment === '' ? '' : `: ${first}`}`, ...others] }
}
