import { beforeAll, describe, expect, test } from 'vitest'
import type { Feedback, Run } from '../../src/contract/index.ts'
import { mailFiles } from './mail.ts'
import { commandProject, copyOf, type CommandProject } from './project.ts'

const log = 'evals/mail/feedback/label_is_right.jsonl'
const alignRows = ['mail 03', 'mail 05', 'mail 06', 'mail 07', 'mail 09', 'mail 10', 'mail 13', 'mail 14']

let judged: CommandProject

beforeAll(async () => {
  judged = await commandProject(mailFiles)
  await judged.vitest(['run', 'evals'])
  return () => judged[Symbol.asyncDispose]()
}, 60_000)

/** How the rows of the log's lines were picked. */
async function picked(project: CommandProject): Promise<(string | undefined)[]> {
  const lines = (await project.read(log)).trim().split('\n')
  return lines.map((line) => (JSON.parse(line) as Feedback).pickedBy)
}

/** The log in short: row, value, comment and name. */
async function said(project: CommandProject): Promise<string[]> {
  const lines = (await project.read(log)).trim().split('\n')
  return lines.map((line) => {
    const { rowId, value, rationale = '-', source } = JSON.parse(line) as Feedback
    return `${rowId} ${String(value)} ${rationale} ${source.type} ${source.name}`
  })
}

describe.concurrent('feedback', { timeout: 60_000 }, () => {
  test('takes a key, a value in full and Enter, skips, refuses the rest, and asks about align rows only', async ({
    expect,
  }) => {
    await using project = await copyOf(judged)
    const input = 'y\nBecause.\nNO\n\n\n\n s \nperhaps\n2\ntrue\nyes\n\nno\n\ny\n\ny\n\n'
    const { exitCode, stdout, stderr } = await project.judge(['feedback', '--all', '--name', 'ann'], {
      input,
    })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect([...stdout.matchAll(/· (mail \d\d)$/gm)].map(([, row]) => row)).toEqual(alignRows)
    expect(stdout.split('\n').slice(0, 8).join('\n')).toMatchInlineSnapshot(`
      "label_is_right: 8 align rows to look at, as ann

      1/8 · mail 03
        inputs     {"text":"Unpaid invoice: open the attached file today."}
        outputs    {"label":"ham"}
        verdict    "yes" – Nothing speaks against it.
        truth      "no"
        [y] yes  [n] no  [Enter] no  [s] skip  [q] quit >   why (Enter for no comment) > "
    `)
    expect(
      [...stdout.matchAll(/"(.*)" is none of them; expected one of "yes", "no"\./g)].map(([, text]) => text),
    ).toEqual(['perhaps', '2', 'true'])
    expect(await said(project)).toEqual([
      'mail 03 yes Because. HUMAN ann',
      'mail 05 no - HUMAN ann',
      'mail 06 no - HUMAN ann',
      'mail 09 yes - HUMAN ann',
      'mail 10 no - HUMAN ann',
      'mail 13 yes - HUMAN ann',
      'mail 14 yes - HUMAN ann',
    ])
    expect(stdout).toMatch(/\n7 answers stored\. Next: npx vitest-judge align\n$/)
    expect(await picked(project)).toEqual(Array.from({ length: 7 }, () => undefined))
  })

  test('on mismatches notes that a verdict picked them, and asks about the repeats of a row once', async () => {
    await using project = await copyOf(judged)
    const run = JSON.parse(await project.read('.vitest-judge/latest.json')) as Run
    const suites = run.suites.map((suite) => ({
      ...suite,
      rows: suite.rows.flatMap((row) => [
        row,
        ...[1, 2].map((repeat) => ({ ...row, repeat, verdicts: repeat === 1 ? [] : row.verdicts })),
      ]),
    }))
    await project.write({ '.vitest-judge/latest.json': JSON.stringify({ ...run, suites }) })
    const { stdout } = await project.judge(['feedback', '--name', 'ann'], { input: '\n\n'.repeat(4) })
    expect(stdout).toContain('label_is_right: 4 mismatches to look at, as ann')
    expect(await said(project)).toEqual(
      ['mail 03', 'mail 05', 'mail 06', 'mail 10'].map((row) => `${row} no - HUMAN ann`),
    )
    expect(await picked(project)).toEqual(['verdict', 'verdict', 'verdict', 'verdict'])
  })

  test('asks another person about the same rows, and the same person never twice', async () => {
    await using project = await copyOf(judged)
    await project.judge(['feedback', '--name', 'ann'], { input: 'n\n\nn\n\nq\n' })
    const again = await project.judge(['feedback', '--name', 'ann'], { input: 'q\n' })
    expect(again.stdout).toMatch(
      /^label_is_right: 2 mismatches to look at, as ann\n\n1\/2 · mail 06\n[^]*\n0 answers stored\.\n$/,
    )
    const other = await project.judge(['feedback', '--name', 'bob'], { input: 'n\n\n' })
    expect(other.stdout).toContain('label_is_right: 4 mismatches to look at, as bob')
    expect(await said(project)).toEqual([
      'mail 03 no - HUMAN ann',
      'mail 05 no - HUMAN ann',
      'mail 03 no - HUMAN bob',
    ])
  })

  test('keeps what was typed when the input ends anywhere', async () => {
    await using project = await copyOf(judged)
    for (const input of ['n\nfirst\n', 'n\n', 'n', 'n\nno line break', '', '\n']) {
      const { exitCode, stderr } = await project.judge(['feedback', '--all', '--name', 'ann'], { input })
      expect({ input, exitCode, stderr }).toEqual({ input, exitCode: 0, stderr: '' })
    }
    expect(await said(project)).toEqual([
      'mail 03 no first HUMAN ann',
      'mail 05 no - HUMAN ann',
      'mail 06 no - HUMAN ann',
      'mail 07 no no line break HUMAN ann',
      'mail 09 yes - HUMAN ann',
    ])
  })

  test('ends with 130 when it is interrupted, even between two questions, and keeps the answers', async () => {
    await using project = await copyOf(judged)
    const talk = project.open(['feedback', '--name', 'ann'])
    await talk.asks('[q] quit > ')
    talk.type('n\n')
    await talk.asks('comment) > ')
    talk.type('It is an advert.\n')
    await talk.asks('[q] quit > ')
    expect(await said(project)).toEqual(['mail 03 no It is an advert. HUMAN ann'])
    talk.type('n\n')
    await talk.asks('comment) > ')
    const { exitCode, stdout } = await talk.kill('SIGINT')
    expect({ exitCode, end: stdout.split('\n').at(-2) }).toEqual({
      exitCode: 130,
      end: '1 answer stored. Next: npx vitest-judge align',
    })
    expect(await said(project)).toEqual(['mail 03 no It is an advert. HUMAN ann'])
  })

  test('is given in the name that git knows', async () => {
    await using project = await copyOf(judged)
    const environment = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'user.email',
      GIT_CONFIG_VALUE_0: 'ann@example.org',
    }
    await project.program(['feedback'], { input: 'n\n\nq\n', environment })
    expect(await said(project)).toEqual(['mail 03 no - HUMAN ann@example.org'])
  })
})
