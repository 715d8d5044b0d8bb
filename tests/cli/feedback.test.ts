import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { RunRow } from '../../src/contract/index.ts'
import { standingFeedback } from '../../src/feedback/index.ts'
import { alignRow, askedRows, writtenRun } from './feedback-support.ts'
import { commandFolder } from './in-process.ts'
import { answerAt, terminalAt } from './terminal.ts'

const folder = commandFolder()

const rows = [
  alignRow('wrong', { base: 'yes', aligned: 'no', truth: 'no' }),
  alignRow('still wrong', { base: 'yes', aligned: 'yes', truth: 'no' }),
  alignRow('torn', { base: 'yes', aligned: 'no' }),
  alignRow('right', { base: 'yes', aligned: 'yes', truth: 'yes' }),
]

describe('what is asked about', () => {
  test('mismatches, then what is uncertain, then the rest, each shown whole', async () => {
    const { argv, lines } = await writtenRun(folder, rows)
    const { exitCode, stdout, stderr } = await answerAt(folder.root, argv, (id) => ['n', `About ${id}.\r`])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(askedRows(stdout)).toEqual(['still wrong', 'wrong', 'torn', 'right'])
    expect(stdout.split('\n').slice(0, 11).join('\n')).toMatchInlineSnapshot(`
      "polite: 2 mismatches, 1 uncertain, 1 other to look at, as ann
        instructions Is {{ outputs }} right?

      1 of 4 · mismatch · still wrong
        inputs       text: To examine the effect of exercise on sleep.
        outputs      Answer still wrong.
        verdict      "yes" – It thanks.
        aligned      "yes" – It thanks.
        truth        "no"
        [y] yes  [n] no  [s] skip  [i] instructions  [q] quit > n
        why ([Enter] no comment) > About still wrong.
      "
    `)
    const end = stdout.slice(stdout.indexOf('  That was')).replaceAll(/feedback-run-\d+/g, 'feedback-run')
    expect(end).toMatchInlineSnapshot(`
      "  That was the last row, all have your answer.
        [Enter] end  [b] back  [u] undo > 

      You agree with polite on 0 of 4, with polite@aligned on 2 of 4. These rows teach
      and measure nothing; to measure: npx vitest-judge feedback --measure
      4 answers stored. Next: npx vitest-judge align --run feedback-run
      "
    `)
    expect((await lines()).map(({ rowId, pickedBy, rationale }) => [rowId, pickedBy, rationale])).toEqual([
      ['still wrong', 'verdict', 'About still wrong.'],
      ['wrong', 'verdict', 'About wrong.'],
      ['torn', 'hard', 'About torn.'],
      ['right', 'verdict', 'About right.'],
    ])
  })

  test('with --only a part of them, or all in an order of their own, which picks nothing', async () => {
    const { argv, lines } = await writtenRun(folder, rows)
    const asked = async (...more: string[]) =>
      askedRows((await answerAt(folder.root, [...argv, ...more], () => ['s'])).stdout)
    expect(await asked('--only', 'mismatches')).toEqual(['still wrong', 'wrong'])
    expect(await asked('--only', 'uncertain')).toEqual(['torn'])
    expect(await asked('--limit', '3')).toEqual(['still wrong', 'wrong', 'torn'])
    expect((await asked('--only', 'all')).toSorted()).toEqual(['right', 'still wrong', 'torn', 'wrong'])
    await answerAt(folder.root, [...argv, '--only', 'all', '--limit', '2'], () => ['y', '\r'])
    expect((await lines()).map(({ pickedBy }) => pickedBy)).toEqual([undefined, undefined])
  })

  test('of many others twenty, and the next time the next', async () => {
    const many = Array.from({ length: 30 }, (_, index) => alignRow(`row ${index}`, { base: 'yes' }))
    const { argv } = await writtenRun(folder, many)
    const first = await answerAt(folder.root, argv, () => ['y', '\r'])
    expect(first.stdout).toMatch(/^polite: 20 of 30 align rows to look at, as ann\n/)
    expect(first.stdout).toMatch(/^1 of 20 · row \d+$/m) // the reason of all is none
    const second = await answerAt(folder.root, argv, () => ['s'])
    expect(second.stdout).toMatch(/^polite: 10 align rows to look at, as ann\n/)
    expect(new Set([...askedRows(first.stdout), ...askedRows(second.stdout)]).size).toBe(30)
  })

  test('says where nothing is left, and what there is besides', async () => {
    const { argv } = await writtenRun(folder, [alignRow('right', { base: 'yes', truth: 'yes' })])
    const ask = async (...more: string[]) =>
      (await answerAt(folder.root, [...argv, ...more], ['y', '\r'])).stdout
    expect(await ask('--only', 'mismatches')).toBe(
      'polite: no mismatch to look at, but 1 other align row without --only, as ann\n\n0 answers stored.\n',
    )
    await ask()
    expect(await ask()).toBe(
      'polite: all 1 align row have your answer, nothing to look at, as ann\n\n0 answers stored.\n',
    )
    const none = await writtenRun(folder, [])
    expect((await answerAt(folder.root, none.argv, [])).stdout).toContain(
      'polite: no align row with outputs to look at',
    )
  })

  test('the repeats of a row once, with what each said', async () => {
    const repeats = [0, 1, 2].map((repeat) =>
      alignRow('one', { base: repeat === 1 ? 'no' : 'yes' }, { repeat }),
    )
    const { argv, lines } = await writtenRun(folder, repeats)
    const { stdout } = await answerAt(folder.root, argv, () => ['y', '\r'])
    expect(stdout).toContain('1 of 1 · uncertain · one')
    expect([...stdout.matchAll(/verdict +(.*)$/gm)].map(([, text]) => text)).toEqual([
      '"yes" (repeat 1) – It thanks.',
      '"no" (repeat 2) – It thanks.',
      '"yes" (repeat 3) – It thanks.',
    ])
    expect(await lines()).toHaveLength(1)
  })

  test('goes on without the examples of a memory that is damaged, and says so', async () => {
    const { argv, run } = await writtenRun(folder, rows)
    const memory = join(folder.root, dirname(run.suites[0]?.file ?? ''), 'memory/polite/memory.json')
    await mkdir(dirname(memory), { recursive: true })
    await writeFile(memory, '{')
    const { exitCode, stdout } = await answerAt(folder.root, argv, ['n', '\r', 'q'])
    expect(exitCode).toBe(0)
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /memory\/polite is damaged: what is uncertain is told without its examples/,
    )
  })
})

describe('keys', () => {
  test('give a value by letter or number, skip, go back, take back, and refuse the rest', async () => {
    const { argv, said, lines } = await writtenRun(folder, rows)
    const session = terminalAt(folder.root, argv)
    const press = async (...keys: string[]) => {
      for (const key of keys) await session.type(key)
      return session.asked()
    }
    expect(await press('x', '\r', '\u001b[A', ' ')).toMatch(
      /"x" is none of them; expected y \(yes\), n \(no\) or a key that is listed\.\n[^]*That is none of them[^]*That is none of them/,
    )
    expect(askedRows(session.screen())).toEqual(['still wrong'])
    session.send('b')
    expect(await press()).toContain('This is the first row.')
    session.send('Y')
    await press('es\r', '2', 'Curt.\r', 's')
    expect(askedRows(session.screen())).toEqual(['still wrong', 'wrong', 'torn', 'right'])
    expect(await said()).toEqual(['still wrong yes', 'wrong no Curt.'])
    session.send('\u001b[D')
    await press('b')
    expect(session.screen()).toMatch(/your answer +no: Curt\.\n[^\n]*$/)
    session.send('1')
    await press('Now polite.\r')
    // On to the first row without an answer.
    expect(askedRows(session.screen()).at(-1)).toBe('torn')
    session.send('u')
    expect(await press()).toMatch(/Taken back: yes for wrong\.\n[^]*your answer +no: Curt\.\n/)
    session.send('u')
    expect(await press()).toMatch(/Taken back: no for wrong\.\n/)
    expect(session.screen().split('2 of 4').at(-1)).not.toContain('your answer')
    session.send('q')
    expect((await session.ended).stdout).toMatch(
      /\n1 answer stored\. Next: npx vitest-judge align --run feedback-run-\d+\n$/,
    )
    expect(await said()).toEqual([
      'still wrong yes',
      'wrong no Curt.',
      'wrong yes Now polite.',
      'wrong no Curt.',
      'wrong no retracted',
    ])
    expect(standingFeedback(await lines()).map(({ rowId, value }) => [rowId, value])).toEqual([
      ['still wrong', 'yes'],
    ])
  })

  test('take the last answer back after the last row, and answer it anew', async () => {
    const { argv, lines } = await writtenRun(folder, rows.slice(0, 1))
    const { stdout } = await answerAt(folder.root, argv, ['y', '\r', 'u', 'n', 'Curt.\r', '\r'])
    expect(stdout).toContain('That was the last row, all have your answer.')
    expect(standingFeedback(await lines()).map(({ value, rationale }) => [value, rationale])).toEqual([
      ['no', 'Curt.'],
    ])
  })

  test('of pasted text are none, and a pasted comment keeps its lines', async () => {
    const { argv, said } = await writtenRun(folder, rows)
    const session = terminalAt(folder.root, argv)
    await session.type('yes no\nyes')
    expect(await session.type('y')).toContain('"yes no\\nyes" is none of them')
    await session.type('One.\rTwo.\r')
    await session.type('n')
    await session.type('Three.\rFo')
    await vi.waitFor(() => expect(session.screen()).toMatch(/Fo$/))
    session.send('ur.\r')
    await session.type('q')
    await session.ended
    expect(await said()).toEqual(['still wrong yes One.\nTwo.', 'wrong no Three.\nFour.'])
  })

  test('show more of what is long, part by part, and the instructions whole', async () => {
    const long = Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n')
    const instructions = `Is {{ outputs }} polite?\n${Array.from({ length: 9 }, (_, index) => `Rule ${index}.`).join('\n')}`
    const { argv } = await writtenRun(folder, [alignRow('long', { base: 'yes' }, { outputs: long })], {
      instructions,
    })
    const session = terminalAt(folder.root, argv)
    expect(await session.asked()).not.toContain('line 7\n')
    expect(session.screen()).toContain('… 33 more lines: [m]')
    expect(session.screen()).not.toContain('Rule 8.')
    session.send('m')
    expect(await session.asked()).toContain('… 15 more lines: [m]')
    session.send('m')
    expect(await session.asked()).toContain('line 39\n')
    expect(session.screen()).not.toMatch(/\[m\] more[^\n]*$/)
    session.send('m')
    expect(await session.asked()).toContain('All of it is shown.')
    session.send('i')
    expect(await session.asked()).toContain('Rule 8.')
    session.send('?')
    expect((await session.asked()).replaceAll(/\s+/g, ' ')).toContain('u to take your last answer back')
    session.send('q')
    await session.ended
  })

  test('are words where values are typed: numbers, and texts with commands behind a colon', async () => {
    const scale = { type: 'number', min: 1, max: 5, integer: true } as const
    const rated = await writtenRun(folder, [alignRow('a', { base: 4 }), alignRow('b', { base: 2 })], {
      valueType: scale,
    })
    const { stdout } = await answerAt(folder.root, rated.argv, [
      '9\r',
      '4.5\r',
      '5\r',
      'Fine.\r',
      'b\r',
      's\r',
      '3\r',
      '\r',
    ])
    expect(stdout).toContain('type a whole number from 1 to 5  [s] skip')
    expect(stdout).toContain('"9" is none of them; expected a whole number from 1 to 5.')
    expect((await rated.lines()).map(({ value, rationale }) => [value, rationale])).toEqual([
      [5, 'Fine.'],
      [3, undefined],
    ])
    const named = await writtenRun(folder, [alignRow('a', { base: 'x' }), alignRow('b', { base: 'y' })], {
      valueType: { type: 'text' },
    })
    await answerAt(folder.root, named.argv, [':s\r', 's\r', '\r', ':q\r'])
    expect((await named.lines()).map(({ value }) => value)).toEqual(['s'])
  })
})

describe('blind', () => {
  const secret = (value: 'yes' | 'no'): RunRow[] =>
    Array.from({ length: 8 }, (_, index) =>
      alignRow(
        `row ${index}`,
        { base: value, aligned: index % 2 === 0 ? 'yes' : 'no', truth: 'no', rationale: 'BECAUSE-OF-THIS' },
        { expectations: { polite: 'EXPECTED' } },
      ),
    )

  test('shows neither verdict nor rationale nor truth, and says so in each line', async () => {
    const { argv, lines } = await writtenRun(folder, secret('yes'))
    const { stdout } = await answerAt(folder.root, [...argv, '--blind'], () => ['i', 'm', '?', 'n', '\r'])
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /^polite: 8 align rows to look at, as ann\. Judge for yourself: what the judge said is not shown\. /,
    )
    expect(stdout).not.toMatch(
      /BECAUSE-OF-THIS|EXPECTED|verdict|aligned|truth|mismatch|uncertain|others|agree/,
    )
    expect((await lines()).map(({ blind, pickedBy }) => [blind, pickedBy])).toEqual(
      Array.from({ length: 8 }, () => [true, undefined]),
    )
  })

  test('has an order that tells nothing: another judge, the same order', async () => {
    const asked = async (judged: RunRow[]) =>
      askedRows(
        (await answerAt(folder.root, [...(await writtenRun(folder, judged)).argv, '--blind'], () => ['s']))
          .stdout,
      )
    expect(await asked(secret('no'))).toEqual(await asked(secret('yes')))
  })

  test('shows expectations where the judge is shown them', async () => {
    const instructions = 'Is {{ outputs }} as {{ expectations }}?'
    const { argv } = await writtenRun(folder, secret('yes').slice(0, 1), { instructions })
    const { stdout } = await answerAt(folder.root, [...argv, '--blind'], () => ['s'])
    expect(stdout).toMatch(/expectations +polite: EXPECTED\n/)
  })
})
