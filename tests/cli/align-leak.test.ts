import { expect, test } from 'vitest'
import { mailFiles, mailRows } from './mail.ts'
import { commandProject } from './project.ts'

// Row 04 is held out; what it says now, align row 05 says, too.
const rows = mailRows().replace('You have won a prize.', 'OPEN the attached file: your invoice is unpaid!')

test(
  'align leaves out a row that says the same as a held-out row, and says so',
  { timeout: 60_000 },
  async () => {
    await using project = await commandProject({ ...mailFiles, 'evals/mail/rows.jsonl': rows })
    await project.vitest(['run', 'evals'])
    const { exitCode, stdout } = await project.judge(['align'])
    expect({ exitCode, lines: stdout.match(/^ {2}(?:samples|left out) .*$/gm) }).toEqual({
      exitCode: 0,
      lines: [
        '  samples     3 new, 0 changed, 0 retracted, 0 as before',
        '  left out    1 align row that says the same as a held-out row',
      ],
    })
    const { stdout: json } = await project.judge(['align', '--json'])
    expect(JSON.parse(json)).toMatchObject([{ changed: false, samples: { alike: ['mail 05'], kept: 3 } }])
  },
)

test('a run lists the leaks of held-out rows and none of align rows', { timeout: 60_000 }, async () => {
  await using project = await commandProject(mailFiles)
  await project.vitest(['run', 'evals'])
  await project.judge(['align'])
  const path = 'evals/mail/memory/label_is_right/memory.json'
  await project.write({
    [path]: (await project.read(path)).replace('"rowId": "mail 05"', '"rowId": "mail 04"'),
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
