import { OpenAI } from 'openai'
import { test } from 'vitest'
import { rows } from './subject.ts'

const openai = new OpenAI()

async function ask(content: string): Promise<string> {
  const messages = [{ role: 'user' as const, content }]
  const reply = await openai.chat.completions.create({ model: 'bench', messages })
  return reply.choices[0]?.message.content ?? ''
}

test.concurrent.for(rows.map((row) => [row.id, row] as const))('%s', async ([, { inputs }]) => {
  const outputs = await ask(inputs.question)
  await ask(`Is ${outputs} a polite answer to ${inputs.question}?`)
})
