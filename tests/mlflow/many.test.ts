import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { importTraces } from '../../src/mlflow/index.ts'
import { exportFile, expectation, feedback, trace } from './support.ts'

const count = process.env['LONG'] === undefined ? 2000 : 10_000

test('thousands of traces with times in nanoseconds are read in seconds', async () => {
  const path = await exportFile('')
  const text = Array.from({ length: count }, (_, index) => {
    const id = `tr-${index}`
    const said = [
      feedback(`h-${index}`, index % 2 === 0, { rationale: `Because of ${index}.` }),
      feedback(`j-${index}`, true, { source: { source_type: 'LLM_JUDGE', source_id: 'm' } }),
      expectation(`e-${index}`, 'label', { value: String(index) }),
    ]
    const inputs = { messages: [{ role: 'user', content: `${'word '.repeat(200)}${index}` }] }
    return JSON.stringify(trace(id, said, { inputs })).replace(
      '"start_time_unix_nano":0',
      `"start_time_unix_nano":17673230451234567${index % 10}9`,
    )
  })
  await writeFile(path, `${text.join('\n')}\n`)
  const start = performance.now()
  const found = await importTraces(path)
  expect(performance.now() - start).toBeLessThan(15_000)
  expect(found.rows.length).toBe(count)
  expect(found.feedback[0]?.lines.length).toBe(2 * count)
  expect(found.rows.at(-1)?.expectations).toEqual({ label: String(count - 1) })
})
