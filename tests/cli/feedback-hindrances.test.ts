import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { Run } from '../../src/contract/index.ts'
import { buildJudge, buildRun, buildSuite } from '../agreement/build-run.ts'
import { repository } from '../suite/project.ts'
import { alignRow, askedRows, writtenRun } from './feedback-support.ts'
import { commandFolder } from './in-process.ts'
import { answerAt, terminalAt } from './terminal.ts'

const folder = commandFolder()

const rows = ['a', 'b', 'c'].map((id) => alignRow(id, { base: 'yes', aligned: 'no', truth: 'no' }))

describe('where an answer cannot be stored', () => {
  /** A session whose first answer meets a file in the place of the log's folder. */
  const hindered = async () => {
    const { argv, log, said } = await writtenRun(folder, rows)
    const session = terminalAt(folder.root, argv)
    await session.asked()
    await mkdir(dirname(dirname(log)), { recursive: true })
    await writeFile(dirname(log), 'in the way')
    session.send('y')
    await session.type('Words that matter.\r')
    return { session, said, way: dirname(log) }
  }

  test('it is kept, the reason is told, and Enter stores it once the way is free', async () => {
    const { session, said, way } = await hindered()
    await session.type('\r')
    const screen = await session.asked()
    expect(screen.replaceAll(/\s+/g, ' ').match(/Not stored yet, yes for [abc]\. evals\//g)).toHaveLength(2)
    expect(screen).toMatch(
      /\n {4}→ Check the permissions [^]*\[Enter\] try again {2}\[q\] quit without it > $/,
    )
    await rm(way)
    session.send('\r')
    await session.type('q')
    expect(await session.ended).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await said()).toEqual([expect.stringMatching(/^[abc] yes Words that matter\.$/)])
  })

  test('leaving without it ends with 3, and no stack', async () => {
    const { session, way } = await hindered()
    await session.type('q')
    const { exitCode, stdout, stderr } = await session.ended
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' })
    expect(stdout).toMatch(/Not stored yet, yes for [abc]\.[^]*\n0 answers stored\.\n$/)
    expect(await readFile(way, 'utf8')).toBe('in the way')
  })

  test('an undo that cannot be stored is told, and the session goes on', async () => {
    const { argv, log, said } = await writtenRun(folder, rows)
    const session = terminalAt(folder.root, argv)
    await session.type('y')
    await session.type('\r')
    await session.asked()
    const text = await readFile(log, 'utf8')
    await writeFile(log, `${text}{torn\n`)
    session.send('u')
    expect(await session.asked()).toMatch(/polite\.jsonl:2 is damaged: [^]*→ Mend or remove line 2/)
    await writeFile(log, text)
    session.send('u')
    await session.type('q')
    expect((await session.ended).exitCode).toBe(0)
    expect((await said()).map((line) => line.slice(2))).toEqual(['yes', 'yes retracted'])
  })
})

test.each([
  ['one piece', ['First.\nSecond.\ny\n']],
  ['lines that come one by one, as a terminal sends them', ['First.\n', 'Second.\n', 'y\n']],
])('in plain mode a pasted comment keeps its lines: %s', async (_, pieces) => {
  const { argv, said } = await writtenRun(folder, rows)
  const session = terminalAt(folder.root, [...argv, '--plain'])
  await session.type('n')
  await session.asked()
  for (const piece of pieces) {
    session.send(piece)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await session.type('q')
  await session.ended
  expect(await said()).toEqual([expect.stringMatching(/^[abc] no First\.\nSecond\.\ny$/)])
})

test('a sample of two suites with one log is asked about once', async () => {
  const judges = ['polite', 'polite@aligned'].map((id) => buildJudge(id))
  const suites = ['one', 'two'].map((name, index) => ({
    ...buildSuite(
      name,
      judges,
      index === 0 ? rows : [...rows.slice(1), alignRow('d', { base: 'yes', truth: 'no' })],
    ),
    file: 'evals/shared/a.eval.ts',
  }))
  const run: Run = { ...buildRun(suites), id: 'one-log' }
  await folder.writeRuns(run)
  const argv = ['feedback', '--judge', 'polite', '--run', run.id, '--annotator', 'ann']
  const { stdout } = await answerAt(folder.root, argv, () => ['n', '\r'])
  expect(askedRows(stdout).toSorted()).toEqual(['a', 'b', 'c', 'd'])
  expect(stdout).toContain('polite (one): 3 mismatches to look at')
  expect(stdout).toContain('polite (two): 1 mismatch to look at')
})

test('a window that is made narrower holds the rows that come after', async () => {
  const { argv } = await writtenRun(folder, rows)
  const session = terminalAt(folder.root, argv)
  const before = await session.asked()
  session.resize(40)
  session.send('s')
  const after = (await session.asked()).slice(before.length)
  expect(after.split('\n').filter((line) => line.length > 40)).toEqual([])
  session.send('q')
  await session.ended
})

test('characters that hide or turn text round are shown by their codes, as in the page', async () => {
  const row = alignRow('a\u200Bb', { base: 'yes', truth: 'no' }, { outputs: 'it is \u202Eon\u202C 👩‍👩‍👧' })
  const { argv } = await writtenRun(folder, [row])
  const { stdout } = await answerAt(folder.root, argv, ['q'])
  expect(stdout).toContain('· a[U+200B]b\n')
  expect(stdout).toContain('it is [U+202E]on[U+202C] 👩‍👩‍👧\n')
})

const script = '/usr/bin/script'

// What stops is the whole group, so that only a shell in a terminal of its own can tell.
test.runIf(existsSync(script) && existsSync('/bin/bash') && process.platform === 'linux')(
  'Ctrl-Z gives the terminal to the shell, and after fg all that was typed is there',
  async () => {
    const { argv, said } = await writtenRun(folder, rows)
    const child = spawn(script, ['-qec', '/bin/bash --norc --noprofile -i', '/dev/null'], {
      cwd: folder.root,
      env: { ...process.env, NO_COLOR: '1', TERM: 'xterm', HISTFILE: '' },
      stdio: 'pipe',
    })
    try {
      let screen = ''
      child.stdout.on('data', (part: Buffer) => (screen += part.toString()))
      const until = (ending: RegExp) => vi.waitFor(() => expect(screen).toMatch(ending), 25_000)
      const type = (text: string) => {
        screen = ''
        child.stdin.write(text)
      }
      await until(/[#$] $/)
      const command = [process.execPath, join(repository, 'src/cli/main.ts'), ...argv]
      type(`${command.map((word) => `'${word}'`).join(' ')}\r`)
      await until(/quit > $/)
      type('\u001a')
      await until(/Stopped[^]*[#$] $/)
      type('fg\r')
      await until(/quit > $/)
      type('y')
      await until(/comment\) > /)
      type('Half ')
      await until(/Half/)
      type('\u001a')
      await until(/Stopped[^]*[#$] $/)
      type('fg\r')
      await until(/comment\) > Half/)
      type('and half.\r')
      await until(/2 of 3[^]*quit > $/)
      type('q')
      await until(/1 answer stored/)
      expect(await said()).toEqual([expect.stringMatching(/^[abc] yes Half and half\.$/)])
    } finally {
      child.kill('SIGKILL')
    }
  },
)
