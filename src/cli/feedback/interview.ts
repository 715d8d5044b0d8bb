import { VitestJudgeError } from '../../contract/index.ts'
import type { CommandContext } from '../context.ts'
import type { Answer, Answers } from './answers.ts'
import { openPage, type Page } from './page.ts'
import { askAtEnd, askForValue, type Command, commandKeys, expectedText, wantsAgain } from './prompt.ts'
import type { Question } from './rows.ts'
import type { View } from './view.ts'
import type { Questions } from '../questions.ts'

/** How an interview ended: the person has seen all, or left, or ended the program; `failed`: what they said last could not be stored. */
export type InterviewEnd = 'done' | 'quit' | 'interrupted' | 'failed'

/**
 * Asks about one sample after the other. Every answer is stored before the next question; where the person leaves while
 * a comment is typed, its value is stored with what was typed so far. What cannot be stored is kept and tried again when
 * the person says so.
 */
export async function interview(
  context: CommandContext,
  questions: Questions,
  asked: readonly Question[],
  answers: Answers,
  view: View,
): Promise<InterviewEnd> {
  const { root } = context
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
      const answer = { question, value, comment: commentOf(reply.text, String(value)) }
      if (!(await isStored(answer, answers, { page, questions, view, root }))) return 'failed'
      if (reply.kind !== 'typed') return reply.kind === 'closed' ? 'quit' : 'interrupted'
      goOn()
    } else if (wish.kind === 'skip') goOn()
    else if (wish.kind === 'back') {
      if (index === 0) page.note('This is the first row.')
      else goTo(index - 1)
    } else if (wish.kind === 'undo') {
      const last = await answers.takeLastBack().catch((error: unknown) => refusalIn(error, root))
      if (typeof last === 'string') page.note(last)
      else if (last === undefined) page.note('There is no answer of this session to take back.')
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

/** Stores an answer, asking whether to try again as long as it cannot be stored; false where the person leaves it. */
async function isStored(
  answer: Answer,
  answers: Answers,
  { page, questions, view, root }: { page: Page; questions: Questions; view: View; root: string },
): Promise<boolean> {
  for (;;) {
    try {
      await answers.give(answer)
      return true
    } catch (error) {
      page.note(
        `Not stored yet, ${String(answer.value)} for ${answer.question.sample.rowId}. ${refusalIn(error, root)}`,
      )
      if (!(await wantsAgain(questions, view))) return false
    }
  }
}

/** What one of our errors says, with paths as from the root; any other is thrown on. */
function refusalIn(error: unknown, root: string): string {
  if (!VitestJudgeError.is(error)) throw error
  return error.message.replaceAll(`${root}/`, '')
}

/** The comment that was typed; the rest of the value's name is none, for some type `yes` where `y` is enough. */
function commentOf(text: string, value: string): string {
  const comment = text.trim()
  return comment.toLowerCase() === value.slice(1).toLowerCase() ? '' : comment
}
