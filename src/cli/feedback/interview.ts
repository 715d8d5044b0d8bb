import type { CommandContext } from '../context.ts'
import type { Answers } from './answers.ts'
import { openPage } from './page.ts'
import { askAtEnd, askForValue, type Command, commandKeys, expectedText } from './prompt.ts'
import type { Question } from './rows.ts'
import type { View } from './view.ts'
import type { Questions } from '../questions.ts'

/** How an interview ended: the person has seen all, or left, or ended the program. */
export type InterviewEnd = 'done' | 'quit' | 'interrupted'

/**
 * Asks about one sample after the other. Every answer is stored before the next question; where the person leaves while
 * a comment is typed, its value is stored with what was typed so far.
 */
export async function interview(
  context: CommandContext,
  questions: Questions,
  asked: readonly Question[],
  answers: Answers,
  view: View,
): Promise<InterviewEnd> {
  const page = openPage(context, view, asked.length)
  let index = 0
  let isShown = false
  let isHelping = true
  const goTo = (place: number) => {
    index = Math.max(0, place)
    isShown = false
  }
  const isAnswered = (place: number) => {
    const question = asked[place]
    return question !== undefined && answers.of(question) !== undefined
  }
  const goOn = () => {
    let next = index + 1
    while (isAnswered(next)) next++
    goTo(next)
  }
  const able = (): Command[] => {
    const now: Command[] = [
      'skip',
      ...(index > 0 ? (['back'] as const) : []),
      ...(answers.standing().length > 0 ? (['undo'] as const) : []),
      ...(page.hasMore() ? (['more'] as const) : []),
      'instructions',
      'quit',
    ]
    if (!view.isPlain) return now
    return isHelping ? now : [...now.filter((command) => command === 'more'), 'help']
  }
  for (;;) {
    const question = asked[index]
    if (question !== undefined && !isShown) page.show(question, index, answers.of(question))
    isShown = true
    const wish =
      question === undefined
        ? await askAtEnd(questions, asked.length - answers.standing().length, view)
        : await askForValue(questions, question.target.definition.valueType, able(), view)
    if (wish.kind === 'interrupted') return 'interrupted'
    if (wish.kind === 'quit' || wish.kind === 'end') return question === undefined ? 'done' : 'quit'
    isHelping = wish.kind === 'help'
    if (wish.kind === 'value' && question !== undefined) {
      const { value } = wish
      const prompt = view.isPlain ? 'Comment, or Enter for none: ' : '  why ([Enter] no comment) > '
      const reply = await questions.line(prompt)
      await answers.give({ question, value, comment: commentOf(reply.text, String(value)) })
      if (reply.kind !== 'typed') return reply.kind === 'closed' ? 'quit' : 'interrupted'
      goOn()
    } else if (wish.kind === 'skip') goOn()
    else if (wish.kind === 'back') {
      if (index === 0) page.note('This is the first row.')
      else goTo(index - 1)
    } else if (wish.kind === 'undo') {
      const last = await answers.takeLastBack()
      if (last === undefined) page.note('There is no answer of this session to take back.')
      else {
        page.note(`Taken back: ${String(last.value)} for ${last.question.sample.rowId}.`)
        goTo(asked.indexOf(last.question))
      }
    } else if (wish.kind === 'more') page.more()
    else if (wish.kind === 'instructions' && question !== undefined) page.instructions(question)
    else if (wish.kind === 'help') {
      if (!view.isPlain) page.note(commandKeys())
    } else if (wish.kind === 'wrong') {
      const typed = wish.typed.trim() === '' ? 'That' : JSON.stringify(wish.typed)
      const expected =
        question === undefined ? 'one of the keys' : expectedText(question.target.definition.valueType)
      page.note(`${typed} is none of them; expected ${expected}.`)
    }
  }
}

/** The comment that was typed; the rest of the value's name is none, for some type `yes` where `y` is enough. */
function commentOf(text: string, value: string): string {
  const comment = text.trim()
  return comment.toLowerCase() === value.slice(1).toLowerCase() ? '' : comment
}
