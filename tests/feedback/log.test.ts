import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  appendFeedback,
  feedbackPath,
  readFeedback,
  standingFeedback,
  type NewFeedback,
} from '../../src/feedback/index.ts'
import { line, refusal, temporaryFolder } from './support.ts'

const folder = temporaryFolder()
const given = ({ id: _, ...rest }: ReturnType<typeof line>): NewFeedback => rest

describe('a feedback log', () => {
  test('lies in the folder of the eval file, under the name of its judge', () => {
    expect(feedbackPath(join('evals', 'pubmed'), 'polite')).toBe(
      join('evals', 'pubmed', 'feedback', 'polite.jsonl'),
    )
  })

  test('that is not there has no lines, and appending nothing does not make it', async () => {
    const path = feedbackPath(folder.path, 'polite')
    expect(await readFeedback(path)).toEqual([])
    expect(await appendFeedback(path, [])).toEqual([])
    await expect(readFile(path)).rejects.toThrow('ENOENT')
  })

  test('only ever grows: what stood before stays byte for byte', async () => {
    const path = feedbackPath(folder.path, 'polite')
    await appendFeedback(path, [given(line(1)), given(line(2, { by: 'bob' }))])
    const before = await readFile(path, 'utf8')
    await appendFeedback(path, [given(line(3, { retracted: true }))])
    const after = await readFile(path, 'utf8')
    expect(after.startsWith(before)).toBe(true)
    expect(after.slice(before.length).trimEnd().split('\n')).toHaveLength(1)
  })

  test('writes one line of JSON for each', async () => {
    const path = feedbackPath(folder.path, 'polite')
    await appendFeedback(path, [given(line(1, { rationale: 'Two\nlines.' }))])
    expect(await readFile(path, 'utf8')).toBe(
      '{"id":"f-c3273c9009f5b5b6","sampleId":"s1","rowId":"r1","judge":"polite","value":"yes","source":{"type":"HUMAN","name":"ada"},"time":"2026-11-23T01:00:00.000Z","rationale":"Two\\nlines."}\n',
    )
  })

  test('gives each line an id that is a hash of the rest', async () => {
    const path = feedbackPath(folder.path, 'polite')
    const lines = [line(1), line(1), line(2), line(1, { value: 'no' }), line(1, { by: 'bob' })].map(given)
    const ids = (await appendFeedback(path, lines)).map(({ id }) => id)
    expect(ids.every((id) => /^f-[0-9a-f]{16}$/.test(id))).toBe(true)
    expect(ids[1]).toBe(ids[0])
    expect(new Set(ids).size).toBe(4)
    expect((await readFeedback(path)).map(({ id }) => id)).toEqual(ids)
  })

  test('reads back what was appended, in order', async () => {
    const anyLine = fc
      .record({
        value: fc.oneof(fc.string(), fc.boolean(), fc.integer()),
        rationale: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
        by: fc.stringMatching(/^[a-z]{1,4}$/),
      })
      .map(({ rationale, ...rest }) =>
        given(line(1, { ...rest, ...(rationale !== undefined && { rationale }) })),
      )
    let count = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyLine, { maxLength: 4 }),
        fc.array(anyLine, { maxLength: 4 }),
        async (first, second) => {
          const path = join(folder.path, `${count++}.jsonl`)
          const stored = [...(await appendFeedback(path, first)), ...(await appendFeedback(path, second))]
          expect(await readFeedback(path)).toEqual(stored)
          expect(stored.map(given)).toEqual([...first, ...second])
        },
      ),
      { numRuns: 30 },
    )
  })

  test('with a torn last line is damaged, and the next line is not swallowed', async () => {
    const path = feedbackPath(folder.path, 'polite')
    await appendFeedback(path, [given(line(1))])
    await appendFile(path, '{"id":"f-torn","sampleI')
    await appendFeedback(path, [given(line(2))])
    const lines = (await readFile(path, 'utf8')).split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[1]).toBe('{"id":"f-torn","sampleI')
    const { code, text } = await refusal(readFeedback(path), folder.path)
    expect(code).toBe('damaged-file')
    expect(text).toContain('FOLDER/feedback/polite.jsonl:2 is damaged: it is not JSON')
    await writeFile(path, [lines[0], lines[2], ''].join('\n'))
    expect(await readFeedback(path)).toHaveLength(2)
  })

  test('with a line that does not fit names the field', async () => {
    const path = join(folder.path, 'bad.jsonl')
    await writeFile(path, `${JSON.stringify({ ...line(1), time: 'yesterday' })}\n`)
    expect((await refusal(readFeedback(path), folder.path)).text).toContain(
      'FOLDER/bad.jsonl:1 is damaged: at time,',
    )
  })
})

describe('the lines that stand', () => {
  test('are the last of each source and sample', () => {
    const log = [line(1), line(2, { by: 'bob' }), line(3, { value: 'no' }), line(4, { sampleId: 's2' })]
    expect(standingFeedback(log).map(({ id }) => id)).toEqual(['f-2', 'f-3', 'f-4'])
  })

  test('tell a person from a program of the same name', () => {
    const log = [line(1), { ...line(2), source: { type: 'CODE' as const, name: 'ada' } }]
    expect(standingFeedback(log)).toEqual(log)
  })

  test('leave out what was retracted, until it is given again', () => {
    const log = [line(1), line(2, { by: 'bob' }), line(3, { retracted: true })]
    expect(standingFeedback(log).map(({ id }) => id)).toEqual(['f-2'])
    expect(standingFeedback([...log, line(4)]).map(({ id }) => id)).toEqual(['f-2', 'f-4'])
  })

  test('leave out what another line supersedes, whoever gave that one', () => {
    const log = [line(1, { by: 'truth' }), line(2, { supersedes: 'f-1' })]
    expect(standingFeedback(log).map(({ id }) => id)).toEqual(['f-2'])
  })
})
