import { readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Guideline, Memory } from '../../src/contract/index.ts'
import { failure, startLoopback } from '../model/loopback.ts'
import {
  asked,
  classAnswer,
  classProject,
  classRow,
  classRows,
  judgedRows,
  logFile,
  memoryFile,
  recordsIn,
  said,
} from './align-support.ts'
import { purposeOf } from './service.ts'

const recording = { VITEST_JUDGE_RECORDINGS: 'auto' }
const folder = 'evals/memory/tone'

describe.concurrent('align after one that did not end well', { timeout: 60_000 }, () => {
  test('embeds no text again, also when there is more to learn by then', async () => {
    let isDown = true
    await using server = await startLoopback((request) =>
      isDown && purposeOf(request) === 'guidelines' && recordsIn(request).length < 50
        ? failure(500, 'down', { headers: { 'retry-after-ms': '1' } })
        : classAnswer(request),
    )
    await using project = await classProject(server.url, classRows(1, 61), recording)
    await project.write({ 'people.jsonl': said(classRows(1, 60)), 'more.jsonl': said([classRow(61)]) })
    expect((await project.align('--feedback', 'people.jsonl')).exitCode).toBe(3)
    isDown = false
    const before = server.requests.length
    const { exitCode, stdout } = await project.align('--feedback', 'more.jsonl')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('61 new, 0 changed, 0 retracted, 0 as before')
    expect(asked(server.requests.slice(before))).toEqual({ embedding: 1, texts: 1, guidelines: 1 })
  })

  test('takes its rationales up where no model could be had for them', async () => {
    let isDown = true
    await using server = await startLoopback((request) =>
      isDown && purposeOf(request) === 'rationale' ? failure(401, 'no such key') : classAnswer(request),
    )
    await using project = await classProject(
      server.url,
      judgedRows(4, () => 'no'),
    )
    const first = await project.align()
    expect({ exitCode: first.exitCode, stderr: first.stderr }).toEqual({ exitCode: 3, stderr: '' })
    const text = first.stdout.replaceAll(/\s+/g, ' ')
    expect(text).toContain('row 0001 (no rationale: rejected: 401 no such key)')
    expect(text).toContain('Nothing to learn from: all feedback was left out.')
    expect(Object.keys(await project.files('evals'))).toEqual([])
    isDown = false
    const second = await project.align()
    expect([second.exitCode, (await project.memory()).episodes.length]).toEqual([0, 4])
    expect(await project.read(logFile)).not.toContain('The ground truth')
  })

  test('clears away what a killed process left, also with nothing new, but for a dry run', async () => {
    await using server = await startLoopback(classAnswer)
    await using project = await classProject(server.url, classRows(1, 4))
    await project.write({ 'people.jsonl': said(classRows(1, 4)) })
    await project.align('--feedback', 'people.jsonl')
    const whole = Object.keys(await project.files('evals'))
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    await project.write({
      [`${memoryFile}.${pid}.0a1b2c3d.tmp`]: '{',
      [`${folder}/versions/parts.jsonl.${pid}.0a1b2c3d.tmp`]: '{',
      [`${folder}/.lock`]: String(pid),
    })
    await project.align('--feedback', 'none', '--dry-run')
    expect(Object.keys(await project.files('evals'))).toHaveLength(whole.length + 3)
    await project.align('--feedback', 'none')
    expect(Object.keys(await project.files('evals'))).toEqual(whole)
  })
})

test('what a person writes into the memory while align asks is not undone', async () => {
  let edit = () => {}
  await using server = await startLoopback((request) => {
    if (purposeOf(request) === 'guidelines') edit()
    return classAnswer(request)
  })
  await using project = await classProject(server.url, classRows(1, 20), recording)
  await project.write({ 'people.jsonl': said(classRows(1, 10)), 'more.jsonl': said(classRows(11, 20)) })
  await project.align('--feedback', 'people.jsonl')
  const own: Guideline = {
    id: 'g-own',
    text: 'Mine alone.',
    origin: 'person',
    sources: [],
    pinned: false,
    muted: false,
  }
  edit = () => {
    const path = join(project.root, memoryFile)
    const memory = JSON.parse(readFileSync(path, 'utf8')) as Memory
    writeFileSync(path, JSON.stringify({ ...memory, guidelines: [...memory.guidelines, own] }))
    edit = () => {}
  }
  const { exitCode, stderr } = await project.align('--feedback', 'more.jsonl')
  expect({ exitCode, stderr: stderr.replaceAll(project.root, '.') }).toEqual({
    exitCode: 2,
    stderr:
      'error memory-conflict: The memory in evals/memory/tone was changed while a new one was made from it, by a person or another command. It stays as it is now.\n' +
      '  → Run the command again: it goes on from the memory as it is now.\n',
  })
  expect((await project.memory()).guidelines).toContainEqual(own)
  const before = server.requests.length
  expect((await project.align('--feedback', 'none')).exitCode).toBe(0)
  const { guidelines, episodes } = await project.memory()
  expect([guidelines.length, episodes.length]).toEqual([3, 20])
  expect(guidelines).toContainEqual(expect.objectContaining(own))
  // The guidelines that stand are a part of the request.
  expect(asked(server.requests.slice(before))).toEqual({ guidelines: 1 })
})

test('a text for which an embedder of your own throws is left out, and the others teach', async () => {
  await using server = await startLoopback(classAnswer)
  await using project = await classProject(server.url, classRows(1, 12), {
    VITEST_JUDGE_EMBEDDING_DIMENSIONS: '',
  })
  const bad = JSON.stringify(String(classRow(7).outputs))
  const embed = (fault: string) =>
    `export default { model: 'own', dimensions: 2, embed: async (texts) => { if (${fault}) throw new Error('boom'); return texts.map((text) => [1, text.length]) } }`
  await project.write({
    'people.jsonl': said(classRows(1, 12)),
    'own.mjs': embed(`texts.some((text) => text.includes(${bad}))`),
    'broken.mjs': embed('true'),
  })
  const broken = await project.align('--feedback', 'people.jsonl', '--embedding-model', './broken.mjs')
  expect([broken.exitCode, broken.stderr]).toEqual([
    3,
    expect.stringContaining('Embedding 12 samples with own failed (provider-error: boom)'),
  ])
  const { exitCode, stdout } = await project.align('--feedback', 'none', '--embedding-model', './own.mjs')
  expect(exitCode).toBe(3)
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'left out 1 sample for which no answer was to be had, new again the next time: row 0007 (provider-error: boom)',
  )
  expect((await project.memory()).episodes).toHaveLength(11)
})
