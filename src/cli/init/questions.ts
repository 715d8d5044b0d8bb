import type { WorkspaceChoice } from '../../init/index.ts'
import { say, type CommandContext } from '../context.ts'
import { fit } from '../fit.ts'
import { Interrupted, type Questions } from '../questions.ts'

/** Asks nobody: every question has the answer that Enter gives. */
export const noQuestions: Questions = {
  key: () => Promise.resolve({ kind: 'typed', text: '' }),
  line: () => Promise.resolve({ kind: 'typed', text: '' }),
  close: () => {},
}

/** Which package of a workspace is to hold the evaluations; undefined where Enter leaves that open. */
export async function askForPackage(
  questions: Questions,
  { packages, suggested }: WorkspaceChoice,
  context: CommandContext,
): Promise<string | undefined> {
  if (questions === noQuestions) return undefined
  say(context, 'This is a workspace. Which package is to hold the evaluations?')
  for (const [index, path] of packages.entries()) {
    say(context, `  ${index + 1}  ${path === '.' ? 'the root' : path}`)
  }
  const preset = suggested === undefined ? '' : ` [${packages.indexOf(suggested) + 1}]`
  for (;;) {
    const typed = await answer(questions, `Number${preset}: `)
    if (typed === '' && suggested !== undefined) return suggested
    const chosen = packages[Number(typed) - 1] ?? packages.find((path) => path === typed)
    if (chosen !== undefined) return chosen
    say(context, `Expected a number from 1 to ${packages.length}.`)
  }
}

/** Whether the offline stand-in may judge as long as there is no key. */
export async function askForStandIn(questions: Questions, context: CommandContext): Promise<boolean> {
  const text =
    'There is no OPENAI_API_KEY and no OPENAI_BASE_URL. Until there is one, an offline stand-in can judge: it compares wording and is no language model.'
  if (questions !== noQuestions) for (const line of fit(text, context.width)) say(context, line)
  return isYes(questions, 'Allow it? [Y/n] ', context)
}

/** Whether the changes that were shown are to be written. */
export function askToWrite(questions: Questions, files: number, context: CommandContext): Promise<boolean> {
  return isYes(
    questions,
    files === 1 ? 'Write this file? [Y/n] ' : `Write these ${files} files? [Y/n] `,
    context,
  )
}

async function isYes(questions: Questions, prompt: string, context: CommandContext): Promise<boolean> {
  for (;;) {
    const typed = (await answer(questions, prompt)).toLowerCase()
    if (['', 'y', 'yes'].includes(typed)) return true
    if (['n', 'no'].includes(typed)) return false
    say(context, 'Expected y or n.')
  }
}

/** A typed line; an input that ends is no answer. */
async function answer(questions: Questions, prompt: string): Promise<string> {
  const { kind, text } = await questions.line(prompt)
  if (kind !== 'typed') throw new Interrupted()
  return text.trim()
}
