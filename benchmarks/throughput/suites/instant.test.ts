import { test } from 'vitest'
import { answer, judged, rows } from './subject.ts'

test.for(rows.map((row) => [row.id, row] as const))('%s', async ([, { inputs }]) => {
  await judged({ messages: [{ content: answer(inputs) }] })
})
