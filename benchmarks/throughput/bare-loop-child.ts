import { OpenAI } from 'openai'
import { rows } from './suites/subject.ts'

/** The bare way: two calls a row by the `openai` package, as many rows at once as CONCURRENCY says. */
const openai = new OpenAI()
const waiting = rows.values()

async function ask(content: string): Promise<string> {
  const messages = [{ role: 'user' as const, content }]
  const reply = await openai.chat.completions.create({ model: 'bench', messages })
  return reply.choices[0]?.message.content ?? ''
}

async function work(): Promise<void> {
  for (const { inputs } of waiting) {
    const outputs = await ask(inputs.question)
    await ask(`Is ${outputs} a polite answer to ${inputs.question}?`)
  }
}

await Promise.all(Array.from({ length: Number(process.env['CONCURRENCY']) }, work))
