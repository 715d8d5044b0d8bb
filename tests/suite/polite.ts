import { appendFileSync } from 'node:fs'
import { makeJudge, type ChatFunction, type MakeJudgeOptions } from 'vitest-judge'

/**
 * A judge whose model is a function that decides by words: `please` is polite, `mumble` gets no usable answer,
 * `boom` makes the model fail, `wait` makes it take a second; anything else is impolite. Each question is noted
 * in the file that ASKED_LOG names.
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
    const result = text.includes('please') ? 'yes' : 'no'
    return JSON.stringify({ result, rationale: result === 'yes' ? 'It says please.' : 'It lacks a please.' })
  }
  const instructions = 'Is {{ outputs }} a polite answer to {{ inputs }}?'
  return makeJudge({ name, instructions, values: ['yes', 'no'], model, ...options })
}

/** Resolves after some milliseconds. */
export function later(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
