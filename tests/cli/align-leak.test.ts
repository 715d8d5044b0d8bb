import { expect, test } from 'vitest'
import { mailFiles, mailRows } from './mail.ts'
import { commandProject } from './project.ts'

// Rows 04 and 11 are held out; what they say now, the align rows 05 and 03 say, too, or nearly.
const rows = mailRows()
  .replace('You have won a prize.', 'OPEN the attached file: your invoice is unpaid!')
  .replace('Your talk won the poster prize.', 'Unpaid invoice: open the attached file now.')

test(
  'align leaves out rows that say the same as a held-out row, or nearly, and says which',
  { timeout: 60_000 },
  async () => {
    await using project = await commandProject({ ...mailFiles, 'evals/mail/rows.jsonl': rows })
    await project.vitest(['run', 'evals'])
    const { exitCode, stdout } = await project.judge(['align'])
    expect({ exitCode, lines: stdout.match(/^ {2}(?:samples|left out) .*\n(?: {3}.*\n)*/gm) }).toEqual({
      exitCode: 0,
      lines: [
        '  samples     2 new, 0 changed, 0 retracted, 0 as before\n',
        '  left out    2 align rows that say the same or nearly the same as a held-out\n' +
          '              row: mail 03, mail 05\n',
      ],
    })
    const { stdout: json } = await project.judge(['align', '--json'])
    expect(JSON.parse(json)).toMatchObject([
      { changed: false, samples: { alike: ['mail 03', 'mail 05'], kept: 2 } },
    ])
  },
)

test.runIf(process.env['LONG'])(
  'a run with a memory made before its rows were near-duplicates is red, until one aligns again',
  { timeout: 60_000 },
  async () => {
    await using project = await commandProject(mailFiles)
    await project.vitest(['run', 'evals'])
    await project.judge(['align'])
    const path = 'evals/mail/memory/label_is_right/memory.json'
    const before = await project.read(path)
    await project.write({ 'evals/mail/rows.jsonl': rows.replace('OPEN the', 'Soon open the') })
    const red = await project.vitest(['run', 'evals'])
    expect(red.exitCode).toBe(3)
    expect(red.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /label_is_right@aligned · leaked The memory knows 2 of 8 held-out rows, so no figure counts; the first is mail 04: a row that says nearly the same is a source of a guideline \(sample \w+\)\. Align again, which takes such rows out: npx vitest-judge align\./,
    )
    await project.judge(['align'])
    expect([/mail 0[35]/.test(before), /mail 0[35]/.test(await project.read(path))]).toEqual([true, false])
    expect((await project.vitest(['run', 'evals', '-u'])).exitCode).toBe(0)
  },
)

test('a run lists the leaks of held-out rows and none of align rows', { timeout: 60_000 }, async () => {
  await using project = await commandProject(mailFiles)
  await project.vitest(['run', 'evals'])
  await project.judge(['align'])
  const path = 'evals/mail/memory/label_is_right/memory.json'
  await project.write({
    [path]: (await project.read(path))
      .replace('"rowId": "mail 05"', '"rowId": "mail 04"')
      .replace(/\n {2}"checksum": "\w+",/, ''),
  })
  const { run } = await project.vitest(['run', 'evals'])
  const found = run?.suites[0]?.rows.flatMap(({ id, verdicts }) =>
    verdicts.flatMap((verdict) =>
      verdict.outcome === 'scored' && verdict.guidance?.leaks !== undefined
        ? verdict.guidance.leaks.map(({ kind, where }) => `${id} ${verdict.judge}: ${kind} ${where}`)
        : [],
    ),
  )
  expect(found).toEqual([
    'mail 04 label_is_right@aligned: id guideline',
    'mail 04 label_is_right@aligned: id memory',
  ])
})
