import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { readSentences } from '../../benchmarks/memory/sentences.ts'
import { startLoopback } from '../model/loopback.ts'
import { temporaryFolder } from './folder.ts'

const folder = temporaryFolder()
const count = 40
const said = Array.from({ length: count }, (_, at) => `Parcel ${at} came two days late.`)

async function sentencesIn(name: string, text: string): Promise<string[]> {
  const path = join(folder.path, name)
  await writeFile(path, text)
  return readSentences('', path)
}

describe('the benchmark takes sentences from any file', () => {
  const lines = said.map((sentence) => sentence.slice(0, -1))
  test.each([
    ['text.md', `# Title\n\n${said.join(' ')}\n\n- an item that is left out of it`, said],
    ['lines.txt', lines.join('\n'), lines],
    ['rows.csv', lines.map((line) => `${line},yes`).join('\n'), lines.map((line) => `${line},yes`)],
    ['rows.jsonl', said.map((text) => JSON.stringify({ id: 1, inputs: { text } })).join('\n'), said],
    ['rows.json', JSON.stringify(said.map((text) => ({ text }))), said],
  ])('%s', async (name, text, expected) => {
    expect(await sentencesIn(name, text)).toEqual(expected)
  })

  test('of a script without spaces', async () => {
    const text = said.map((_, at) => `第${at}个包裹昨天没有送到，客户很不满意。`)
    expect(await sentencesIn('chinese.txt', text.join(''))).toEqual(text)
  })

  test('and says where a file has too few, or is not what its name says', async () => {
    await expect(sentencesIn('few.txt', said.slice(0, 3).join(' '))).rejects.toThrow(
      'few.txt has 3 distinct sentences of 5 words; expected 20.',
    )
    await expect(sentencesIn('bad.jsonl', '{}\n{')).rejects.toThrow('bad.jsonl:2 is not JSON: ')
  })
})

test.runIf(process.env['LONG'])('the benchmark asks the service that the environment names', async () => {
  const path = join(folder.path, 'said.txt')
  await writeFile(path, said.join('\n'))
  await using server = await startLoopback(({ body }) => {
    const { input, dimensions } = body as { input: string[]; dimensions: number }
    const data = input.map((_, index) => ({
      index,
      embedding: Array.from({ length: dimensions }, (__, at) => Math.sin(at * index + at)),
    }))
    return { json: { data } }
  })
  const script = fileURLToPath(new URL('../../benchmarks/memory.ts', import.meta.url))
  const flags = ['--quick', '--only', 'sentences', '--embedding-model', 'served', '--file', path]
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...flags], {
    env: { ...process.env, OPENAI_API_KEY: 'unused', OPENAI_BASE_URL: server.url },
  })
  expect(server.requests).toHaveLength(1)
  expect(stdout).toMatch(/\| served, 512 dimensions \| 36 \|/)
})
