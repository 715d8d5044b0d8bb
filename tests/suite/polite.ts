import { appendFileSync } from 'node:fs'
import { makeJudge, type ChatFunction, type MakeJudgeOptions } from 'vitest-judge'

/** The guideline that the model below understands. */
export const thanksArePolite = 'Thanks are as polite as a please.'

/**
 * A judge whose model is a function that decides by words: `please` is polite, and so is `thanks` once a guideline
 * says so; `mumble` gets no usable answer, `boom` makes the model fail, `wait` makes it take a second; anything else
 * is impolite. Each question is noted in the file that ASKED_LOG names.
 */
export function polite(name = 'polite', options: Partial<MakeJudgeOptions> = {}) {
  const model: ChatFunction = async ({ messages }) => {
    const prompt = messages.at(-1)?.content ?? ''
    const outputs = /<outputs>\n([\s\S]*?)\n<\/outputs>/.exec(prompt)?.[1] ?? ''
    const text = JSON.stringify(JSON.parse(outputs))
    appendFileSync(process.env['ASKED_LOG'] as string, `${name} ${text}\n`)
    if (text.includes('wait')) await later(1_000)
    if (text.includes('boom')) throw new Error('the model is down')
    if (text.includes('mumble')) return 'Hard to say.'
    if (text.includes('please')) return JSON.stringify({ result: 'yes', rationale: 'It says please.' })
    const taught = messages[0]?.content.includes(thanksArePolite)
    if (taught && text.includes('thanks'))
      return JSON.stringify({ result: 'yes', rationale: 'It says thanks.' })
    return JSON.stringify({ result: 'no', rationale: 'It lacks a please.' })
  }
  const instructions = 'Is {{ outputs }} a polite answer to {{ inputs }}?'
  return makeJudge({ name, instructions, values: ['yes', 'no'], model, ...options })
}

/** Resolves after some milliseconds. */
export function later(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
