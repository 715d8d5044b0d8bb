import { expect, test } from 'vitest'
import { startLoopback } from '../model/loopback.ts'
import { classAnswer, classProject, classRows, classRun } from './align-support.ts'

test('feedback from a file is taken in the type and spelling of the judge', async () => {
  await using server = await startLoopback(classAnswer)
  const rows = classRows(1, 4)
  await using project = await classProject(server.url, rows)
  const run = classRun(rows, server.url)
  for (const { definition } of run.suites[0]?.judges ?? [])
    definition.valueType = { type: 'label', values: ['4', '5', 'None'] }
  const said = [4, '4.0', ' 5', 'NONE'].map((value, index) => ({
    rowId: rows[index]?.id,
    value,
    annotator: 'ada',
  }))
  await project.write({
    '.vitest-judge/latest.json': JSON.stringify(run),
    'people.jsonl': said.map((line) => `${JSON.stringify(line)}\n`).join(''),
  })
  const { exitCode, stderr } = await project.align('--feedback', 'people.jsonl')
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect((await project.memory()).episodes.map(({ value }) => value)).toEqual(['4', '4', '5', 'None'])
})
