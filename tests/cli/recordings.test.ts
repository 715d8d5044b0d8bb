import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { openRecordLog, sha256 } from '../../src/io/index.ts'
import { commandFolder } from './in-process.ts'

const folder = commandFolder()
const place = '.vitest-judge/recordings'
const today = Date.UTC(2026, 10, 25)
let cases = 0
let own = place

/** Records chats with a model, each of its own words, on a day before today. */
function record(model: string, words: readonly string[], daysAgo = 0): void {
  const clock = () => today - daysAgo * 86_400_000
  const log = openRecordLog(join(folder.root, own), { runToken: 'run1', clock })
  for (const text of words) {
    log.add(sha256(`${model} ${text}`), {
      request: { endpoint: 'e', path: 'chat/completions', body: { model, input: text }, repeat: 0 },
      answer: { text: 'yes '.repeat(100), contentType: 'application/json', latencyMs: 400 },
    })
  }
}

async function fileNames(): Promise<string[]> {
  return (await readdir(join(folder.root, own))).filter((name) => name.endsWith('.jsonl'))
}

const command = async (name: string, ...flags: string[]) => {
  const end = await folder.command('recordings', name, '--folder', own, ...flags)
  expect(end.stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  return end
}

beforeEach(() => {
  own = `recordings-${cases++}`
})

test('stats counts recordings, their size, models and days', async () => {
  record('small', ['a', 'b', 'c'], 40)
  record('a-model-with-a-very-long-name-for-embeddings-of-texts', ['a'], 2)
  record('small', ['a'])
  expect(await command('stats')).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "4 recordings, 3.6 kB
    models: small 3, a-model-with-a-very-long-name-for-embeddings-of-texts 1
    made on 3 days, 2026-10-16 to 2026-11-25
    1 older answer of the same requests
    no damaged line
    ",
    }
  `)
  const { stdout } = await command('stats', '--json')
  expect(JSON.parse(stdout)).toEqual({
    recordings: 4,
    replaced: 1,
    damaged: 0,
    bytes: 3598,
    models: [
      { model: 'small', recordings: 3 },
      { model: 'a-model-with-a-very-long-name-for-embeddings-of-texts', recordings: 1 },
    ],
    days: [
      { day: '2026-10-16', recordings: 2 },
      { day: '2026-11-23', recordings: 1 },
      { day: '2026-11-25', recordings: 1 },
    ],
  })
})

test('stats of an empty folder', async () => {
  await mkdir(join(folder.root, own))
  expect((await command('stats')).stdout).toBe('0 recordings, 0 bytes\nno damaged line\n')
})

test('verify names each damaged line and ends with 3', async () => {
  record('small', ['a', 'b'])
  expect(await command('verify')).toEqual({
    exitCode: 0,
    stdout: '2 recordings whole, 0 damaged lines\n',
    stderr: '',
  })
  const [name = ''] = await fileNames()
  const path = join(folder.root, own, name)
  await writeFile(path, (await readFile(path, 'utf8')).replace('yes', 'yea'))
  const end = await command('verify')
  expect({ ...end, stdout: end.stdout.replace(name, 'NAME') }).toMatchInlineSnapshot(`
    {
      "exitCode": 3,
      "stderr": "",
      "stdout": "1 recording whole, 1 damaged line
    NAME:1 is damaged
    Damaged lines are never used: they are asked again. recordings prune drops them.
    ",
    }
  `)
  const { exitCode, stdout } = await command('verify', '--json')
  expect([exitCode, JSON.parse(stdout)]).toEqual([3, { records: 1, damaged: [{ file: name, line: 1 }] }])
  expect((await command('stats')).stdout).toContain(
    '1 damaged line: npx vitest-judge recordings verify names them',
  )
})

test('prune drops what was not used for so long, and says what that saves', async () => {
  record('small', ['a', 'b', 'c'], 31)
  record('small', ['d'], 30)
  const files = await fileNames()
  const dry = await command('prune', '--unused-for', '30d', '--dry-run')
  expect(dry).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "Would drop 3 recordings neither made nor used since 2026-10-26; 1 left.
    2.84 kB before, 710 bytes after
    ",
    }
  `)
  expect(await fileNames()).toEqual(files)
  expect(JSON.parse((await command('prune', '--unused-for', '30d', '--dry-run', '--json')).stdout)).toEqual({
    unusedSince: '2026-10-26',
    dryRun: true,
    kept: 1,
    dropped: 3,
    damaged: 0,
    bytesBefore: 2840,
    bytesAfter: 710,
  })
  const end = await command('prune', '--unused-for', '30d')
  expect(end).toEqual({ ...dry, stdout: dry.stdout.replace('Would drop', 'Dropped') })
  expect(await fileNames()).toEqual(files.slice(1))
  expect((await command('prune', '--unused-for', '30d')).stdout).toMatchInlineSnapshot(`
    "Dropped 0 recordings neither made nor used since 2026-10-26; 1 left.
    710 bytes before, 710 bytes after
    "
  `)
})

test('the folder is the usual one where none is named', async () => {
  own = place
  record('small', ['a'])
  expect((await folder.command('recordings', 'verify')).stdout).toBe('1 recording whole, 0 damaged lines\n')
})

test('what cannot be done is said, with the way on', async () => {
  expect(await command('verify')).toMatchInlineSnapshot(`
    {
      "exitCode": 3,
      "stderr": "error missing-file: recordings-5 does not exist; expected a folder of recordings.
      → Record some first: npx vitest run evals, with a key (offline answers are never recorded); or name the folder: --folder <path>.
    ",
      "stdout": "",
    }
  `)
  const refused = async (...argv: string[]) => {
    const { exitCode, stderr } = await folder.command('recordings', ...argv)
    return `${exitCode} ${stderr.split('\n')[0]}`
  }
  expect([
    await refused('prune'),
    await refused('prune', '--unused-for', '30'),
    await refused('stats', '--unused-for', '30d'),
  ]).toMatchInlineSnapshot(`
    [
      "2 error invalid-usage: Required option '--unused-for <days>' not specified.",
      "2 error invalid-usage: Option '--unused-for <days>' argument '30' is invalid. Expected a number of days such as 30d, received "30".",
      "2 error invalid-usage: Unknown option '--unused-for'.",
    ]
  `)
  const { exitCode, stderr } = await folder.command('recordings')
  expect(exitCode).toBe(2)
  expect(stderr).toMatch(/^Usage: vitest-judge recordings [^]*\n {2}stats [^]*\n {2}verify [^]*\n {2}prune /)
})
