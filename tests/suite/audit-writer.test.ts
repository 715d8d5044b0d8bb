import { expect, test } from 'vitest'
import { probe } from '../../src/audit/index.ts'
import { chatModel } from '../../src/model/index.ts'
import { AuditCalls } from '../../src/suite/audit-calls.ts'
import { auditWriter, writeForSample, writeWith } from '../../src/suite/audit-writer.ts'

const { signal } = new AbortController()
const unchanged = () => undefined

test('the writer of an audit is counted, whether it answers or fails, and is had when it is wanted', async () => {
  const sum = { asked: 0, recorded: 0 }
  const calls = new AuditCalls(sum)
  const write = writeWith(() =>
    auditWriter(async ({ messages }) => `${messages[0]?.content}!`, calls, signal),
  )
  expect(sum).toEqual({ asked: 0, recorded: 0 })
  expect(await write('Hear')).toBe('Hear!')
  const broken = auditWriter(() => Promise.reject(new Error('no')), calls, signal)
  expect(broken).toMatchObject({ endpoint: chatModel(unused).endpoint })
  await expect(writeWith(() => broken)('Hear')).rejects.toMatchObject({ reason: 'provider-error' })
  expect(sum).toEqual({ asked: 2, recorded: 0 })
})

test('a probe has as many texts written for a sample as it said', async () => {
  const write = async (prompt: string) => `${prompt}!`
  const twice = writeForSample(probe('twice', 'two words', unchanged, { writes: 2 }), write)
  expect([await twice('one'), await twice('two')]).toEqual(['one!', 'two!'])
  await expect(twice('three')).rejects.toThrow(
    'The probe "twice" has more than 2 texts written for a sample; expected no more than its `writes`, by which its cost is known beforehand.\n  → Write probe("twice", description, change, { writes: 3 }).',
  )
  await expect(writeForSample(probe('none', 'no words', unchanged), write)('one')).rejects.toMatchObject({
    code: 'invalid-options',
  })
})

async function unused(): Promise<string> {
  return 'never asked'
}
