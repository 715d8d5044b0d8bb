import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { repository } from '../suite/project.ts'
import { alignRow, askedRows, writtenRun } from './feedback-support.ts'
import { commandFolder } from './in-process.ts'
import { answerAt, terminalAt } from './terminal.ts'

const folder = commandFolder()

const rows = Array.from({ length: 12 }, (_, index) =>
  alignRow(`row ${index}`, { base: 'yes', aligned: 'no', truth: index % 2 === 0 ? 'no' : 'yes' }),
)

/** Each costs a process: the long tests have them all. */
const signals = (['SIGKILL', 'SIGTERM', 'SIGHUP'] as const).slice(0, process.env['LONG'] ? 3 : 1)

const conversation = [
  {
    role: 'user',
    content: 'Where is my refund? I sent the parcel back three weeks ago and heard nothing since.',
  },
  { role: 'assistant', content: null, tool_calls: [{ name: 'find_order', arguments: { id: 17 } }] },
  { role: 'assistant', content: 'It is on its way.\n\nAnything else?' },
]

describe('a terminal', () => {
  test.each([60, 40, 20])('of %i columns holds every line', async (width) => {
    const wide = alignRow(
      'wide',
      {
        base: 'yes',
        aligned: 'no',
        truth: 'no',
        rationale: 'It thanks the customer, twice, and says when the money comes. '.repeat(4),
      },
      { inputs: { question: 'Where is my refund?', address: 'x'.repeat(90) }, outputs: conversation },
    )
    const { argv } = await writtenRun(folder, [wide])
    const session = terminalAt(folder.root, argv, { width, height: 80 })
    const screen = await session.asked()
    const heads = screen.split('\n')
    expect(heads.filter((line) => line.length > width)).toEqual([])
    for (const word of ['refund?', 'weeks', 'find_order', 'Anything', 'twice,', '[q] quit'])
      expect(screen.replaceAll(/\n */g, ' ')).toContain(word)
    session.send('q')
    await session.ended
  })

  test('shows JSON as indented lines and a conversation by who speaks', async () => {
    const { argv } = await writtenRun(folder, [
      alignRow(
        'talk',
        { base: 'yes' },
        { outputs: conversation, inputs: { id: '17', tags: ['a', 'b'], note: '' } },
      ),
    ])
    const { stdout } = await answerAt(folder.root, argv, ['q'], { height: 40 })
    expect(stdout.slice(stdout.indexOf('  inputs'), stdout.indexOf('  verdict'))).toMatchInlineSnapshot(`
      "  inputs       id: "17"
                     tags:
                       - a
                       - b
                     note: ""
        outputs      user: Where is my refund? I sent the parcel back three weeks ago
                     and heard nothing since.
                     assistant:
                       tool_calls:
                         - name: find_order
                           arguments:
                             id: 17
                     assistant:
                       It is on its way.

                       Anything else?
      "
    `)
  })

  test('gets nothing that could move its cursor or paint it from a row', async () => {
    const evil = alignRow(
      'evil \u001b[2J\nrow',
      { base: 'yes', rationale: 'a\u001b]0;title\u0007b' },
      { outputs: '\u001b[31mred\r\u0008' },
    )
    const { argv } = await writtenRun(folder, [evil])
    const session = terminalAt(folder.root, [...argv, '--plain'])
    await session.type('q')
    await session.ended
    // oxlint-disable-next-line no-control-regex
    expect(session.bytes()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/)
    expect(session.bytes()).toContain('red')
  })

  test('without colour gets none, with colour some', async () => {
    const { argv } = await writtenRun(folder, rows)
    const bytes = async (color: boolean) => {
      const session = terminalAt(folder.root, argv, { color })
      await session.type('q')
      await session.ended
      return session.bytes()
    }
    expect(await bytes(false)).not.toContain('\u001b[')
    expect(await bytes(true)).toContain('\u001b[1m1 of 12 · mismatch')
  })

  test.each([
    ['--plain', {}],
    ['TERM=dumb', { TERM: 'dumb' }],
  ] as const)('that is plain (%s) reads everything as sentences', async (flag, environment) => {
    const { argv, said } = await writtenRun(
      folder,
      [rows[0], rows[1]].map((row) => row ?? alignRow('none', {})),
    )
    const more = flag === '--plain' ? [flag] : []
    const session = terminalAt(folder.root, [...argv, ...more], { environment, color: true })
    for (const key of ['y', 'Kind.\n', '?', 'n', '\n']) await session.type(key)
    await session.type('\r')
    expect((await session.ended).exitCode).toBe(0)
    // Nothing of our own but letters, digits and stops: no escape sequence, no line that is drawn.
    expect(session.bytes()).toMatch(/^[\n -~]*$/)
    expect(session.bytes().replace(/feedback-run-\d+/, 'RUN')).toMatchInlineSnapshot(`
      "polite: 2 mismatches to look at, as ann
      Instructions: Is {{ outputs }} right?

      Row 1 of 2, mismatch, row 1.
      Inputs: text: To examine the effect of exercise on sleep.
      Outputs: Answer row 1.
      Verdict: "yes". It thanks.
      Aligned: "no". It thanks.
      Truth: "yes"
      Press y for yes, n for no, s to skip, i to read the judge's instructions, q to quit. y
      Comment, or Enter for none: 
      Row 2 of 2, mismatch, row 0.
      Inputs: text: To examine the effect of exercise on sleep.
      Outputs: Answer row 0.
      Verdict: "yes". It thanks.
      Aligned: "no". It thanks.
      Truth: "no"
      Press y for yes, n for no, question mark for all keys. ?
      Press y for yes, n for no, s to skip, b to go back one row, u to take your last answer back, i to read the judge's instructions, q to quit. n
      Comment, or Enter for none: 
      That was the last row, all have your answer. Press Enter to end, b to go back one row, u to take your last answer back. 

      You agree with polite on 1 of 2, with polite@aligned on 1 of 2. These rows teach
      and measure nothing; to measure: npx vitest-judge feedback --measure
      2 answers stored. Next: npx vitest-judge align --run RUN
      "
    `)
    expect(await said()).toEqual([expect.stringMatching(/ yes Kind\.$/), expect.stringMatching(/ no$/)])
  })

  test('is needed: a pipe is refused before anything is read, with the ways on', async () => {
    const end = await folder.command('feedback', '--run', 'there-is-none')
    expect(end).toMatchObject({ exitCode: 2, stdout: '' })
    expect(end.stderr).toMatchInlineSnapshot(`
      "error invalid-usage: Input is read from a pipe or a file; expected a terminal, at which a person answers.
        → Feedback that is in a file: npx vitest-judge align --feedback FILE, or of MLflow: npx vitest-judge import mlflow FILE. In the browser: npx vitest-judge review.
      "
    `)
    const session = terminalAt(folder.root, ['feedback', '--blind', '--only', 'uncertain'])
    expect(await session.ended).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^error invalid-usage: .*--only uncertain, which tells/) as string,
    })
  })

  test('is given back as it was, however the session ends', async () => {
    for (const leave of ['q', '\u0003', '\u0004']) {
      const { argv } = await writtenRun(folder, rows)
      const session = terminalAt(folder.root, argv)
      await session.asked()
      expect(session.isRaw()).toBe(true)
      session.send(leave)
      expect((await session.ended).exitCode).toBe(leave === '\u0003' ? 130 : 0)
      expect(session.isRaw()).toBe(false)
    }
  })
})

describe('nothing that was answered is lost', () => {
  test.each([
    ['Ctrl-C', '\u0003', 130],
    ['the end of the input', undefined, 0],
  ] as const)('when %s ends a comment: value and words are stored', async (_, key, code) => {
    const { argv, said } = await writtenRun(folder, rows)
    const session = terminalAt(folder.root, argv)
    await session.type('y')
    await session.type('Half a sent')
    await vi.waitFor(() => expect(session.screen()).toMatch(/sent$/))
    if (key === undefined) session.hangUp()
    else session.send(key)
    const { exitCode, stdout } = await session.ended
    expect(exitCode).toBe(code)
    expect(stdout).toMatch(/\n1 answer stored\. Next: npx vitest-judge align --run feedback-run-\d+\n$/)
    expect(await said()).toEqual([expect.stringMatching(/^row \d+ yes Half a sent$/)])
  })

  test.each(signals)('when %s ends the process after three answers', async (signal) => {
    const { argv, lines } = await writtenRun(folder, rows)
    const child = spawn(process.execPath, [join(repository, 'tests/cli/terminal-child.ts'), ...argv], {
      cwd: folder.root,
      stdio: 'pipe',
    })
    let screen = ''
    child.stdout.on('data', (part: Buffer) => (screen += part.toString()))
    for (let answer = 1; answer <= 3; answer++) {
      await vi.waitFor(
        () => expect(screen.endsWith('[q] quit > ') && screen.includes(`${answer} of 12`)).toBe(true),
        20_000,
      )
      child.stdin.write('y')
      await vi.waitFor(() => expect(screen).toMatch(/comment\) > [^\n]*$/), 20_000)
      await new Promise((resolve) => setTimeout(resolve, 20))
      child.stdin.write('\r')
    }
    await vi.waitFor(
      () => expect(screen.endsWith('[q] quit > ') && screen.includes('4 of 12')).toBe(true),
      20_000,
    )
    child.kill(signal)
    const [exitCode] = (await once(child, 'close')) as [number | null]
    expect(exitCode).toBe(signal === 'SIGKILL' ? null : 130)
    expect(await lines()).toHaveLength(3)
  })

  test('when two people answer at the same time', async () => {
    const { argv, lines } = await writtenRun(folder, rows)
    const people = ['ann', 'bob', 'cat'].map((name) =>
      terminalAt(folder.root, [...argv, '--annotator', name]),
    )
    await Promise.all(
      people.map(async (session, index) => {
        for (let answer = 0; answer < 12; answer++) {
          await session.type(index === 1 ? 'n' : 'y')
          await session.type('\r')
        }
        await session.type('\r')
        await session.ended
      }),
    )
    const given = await lines()
    expect(given).toHaveLength(36)
    expect(new Set(given.map(({ source, sampleId }) => `${source.name} ${sampleId}`)).size).toBe(36)
    // Each is asked about the same rows in the same order, and never again.
    expect(new Set(people.map((session) => askedRows(session.screen()).join())).size).toBe(1)
    expect((await answerAt(folder.root, argv, [])).stdout).toContain('all 12 align rows have your answer')
  })
})

describe('who gives it', () => {
  const nameIn = async (config: Record<string, string>, more: string[] = []) => {
    const { argv, lines } = await writtenRun(folder, rows)
    const entries = Object.entries(config)
    vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null')
    vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1')
    vi.stubEnv('GIT_CONFIG_COUNT', String(entries.length))
    for (const [index, [key, value]] of entries.entries()) {
      vi.stubEnv(`GIT_CONFIG_KEY_${index}`, key)
      vi.stubEnv(`GIT_CONFIG_VALUE_${index}`, value)
    }
    try {
      const own = argv.filter((text) => text !== '--annotator' && text !== 'ann')
      const end = await answerAt(folder.root, [...own, ...more], ['y', '\r', 'q'], {
        environment: { USER: 'user' },
      })
      return end.stderr === '' ? (await lines())[0]?.source.name : end.stderr
    } finally {
      vi.unstubAllEnvs()
    }
  }

  test("is git's user.name, else its user.email, else the user, unless --annotator says", async () => {
    const both = { 'user.name': 'Ann Bo', 'user.email': 'ann@example.org' }
    expect(await nameIn(both)).toBe('Ann Bo')
    expect(await nameIn({ 'user.email': 'ann@example.org' })).toBe('ann@example.org')
    expect(await nameIn({})).toBe('user')
    expect(await nameIn(both, ['--annotator', ' cat '])).toBe('cat')
    expect(await nameIn(both, ['--annotator', ' '])).toMatch(
      /^error invalid-usage: --annotator was given " "; expected the name/,
    )
  })
})

const script = '/usr/bin/script'

// A real pseudo-terminal, as over SSH: what the other tests imitate.
test.runIf(existsSync(script) && process.platform === 'linux')(
  'in a real pseudo-terminal keys come one by one, and a closed window loses nothing',
  async () => {
    const { argv, lines, said } = await writtenRun(folder, rows)
    const home = await mkdtemp(join(tmpdir(), 'vitest-judge-script-'))
    const command = [process.execPath, join(repository, 'src/cli/main.ts'), ...argv]
      .map((word) => `'${word}'`)
      .join(' ')
    const child = spawn(script, ['-qec', `stty cols 60 rows 24; ${command}`, join(home, 'typescript')], {
      cwd: folder.root,
      env: { ...process.env, NO_COLOR: '1', TERM: 'xterm' },
      stdio: 'pipe',
    })
    try {
      let screen = ''
      child.stdout.on('data', (part: Buffer) => (screen += part.toString()))
      const until = (ending: RegExp) => vi.waitFor(() => expect(screen).toMatch(ending), 25_000)
      await until(/1 of 12[^]*quit > $/)
      child.stdin.write('y')
      // oxlint-disable-next-line no-control-regex
      await until(/comment\) > (\u001b\[\d+G)?$/)
      child.stdin.write('Thänks 🙂\r')
      await until(/2 of 12[^]*quit > $/)
      child.stdin.write('n')
      // oxlint-disable-next-line no-control-regex
      await until(/2 of 12[^]*comment\) > (\u001b\[\d+G)?$/)
      // With it goes the terminal.
      child.kill('SIGKILL')
      await vi.waitFor(async () => expect(await lines()).toHaveLength(2), 10_000)
      expect((await said()).map((text) => text.replace(/^row \d+ /, ''))).toEqual(['yes Thänks 🙂', 'no'])
    } finally {
      child.kill('SIGKILL')
      await rm(home, { recursive: true, force: true })
    }
  },
)
