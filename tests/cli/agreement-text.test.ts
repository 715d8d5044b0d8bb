import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { comparisonNotes, judgeNotes, rowNotes, smallestDropNote } from '../../src/cli/agreement/notes.ts'
import { agreementFolder, jsonLines, judgeIn } from './agreement-support.ts'
import { commandProject } from './project.ts'

const folder = agreementFolder()
const fields = '--truth human --verdict judge'

const rows = Array.from({ length: 60 }, (_, id) => ({
  id,
  human: id % 3 === 0 ? 'bad' : 'good',
  judge: id % 10 === 9 ? null : id % 4 === 0 ? 'bad' : 'good',
  other: id % 5 === 0 ? 'bad' : 'good',
  doc: `d${id % 12}`,
  lang: id === 0 ? null : id % 2 === 0 ? 'de' : 'en',
  people: ['good', id % 3 === 0 ? 'bad' : 'good'],
}))

describe('in words', () => {
  test('stands which rows are measured, the policy, and what was resampled how', async () => {
    await folder.write({ 'rows.jsonl': jsonLines([...rows, { judge: 'good' }]) })
    const outcome = await folder.outcome(`rows.jsonl ${fields} --against other --group doc --slice lang`)
    expect(rowNotes(outcome).map((note) => note.replace(/^\S*\//, ''))).toMatchInlineSnapshot(`
      [
        "rows.jsonl: 61 rows, 1 of them left out: nothing in human.",
      ]
    `)
    expect(judgeNotes(judgeIn(outcome), outcome)).toMatchInlineSnapshot(`
      [
        "Unscored: 6 rows, counted as wrong (--unscored wrong).",
        "Which values pass is not known: say so with --positive.",
        "Clusters resampled (2000 draws, seed 1): accuracy [0.267, 0.767], kappa [-0.374, 0.464]. With fewer than some 50 groups these are too narrow: believe the intervals above.",
        "In no slice, for want of a value: 1 row.",
      ]
    `)
    expect(comparisonNotes(outcome)).toMatchInlineSnapshot(`
      [
        "First less second, with clusters resampled (2000 draws, seed 1):",
        "kappa 0.000 [-0.387, 0.443],",
        "balanced accuracy -0.050 [-0.282, 0.264],",
        "macro F1 -0.017 [-0.249, 0.267].",
      ]
    `)
    expect(smallestDropNote(outcome)).toMatchInlineSnapshot(
      `"so many rows show a difference of 29.1 points or more four times in five"`,
    )
  })

  test('stands what was dropped, mapped and left out', async () => {
    await folder.write({ 'rows.jsonl': jsonLines(rows), 'others.jsonl': jsonLines(rows.slice(30)) })
    const dropped = await folder.outcome(
      `rows.jsonl ${fields} --against others.jsonl --unscored drop --positive good`,
    )
    expect(rowNotes(dropped).map((note) => note.replace(/^\S*\//, ''))).toMatchInlineSnapshot(`
      [
        "rows.jsonl: 60 rows.",
        "others.jsonl: 30 rows.",
        "Only rows that both files have: 30 of the first and 0 of the second left out.",
        "Not compared, as a verdict is missing and was dropped: 3 rows.",
      ]
    `)
    expect(judgeNotes(judgeIn(dropped), dropped)).toMatchInlineSnapshot(`
      [
        "Unscored: 3 rows, left out (--unscored drop).",
      ]
    `)
    expect(comparisonNotes(dropped)).toMatchInlineSnapshot(`
      [
        "First less second, with rows resampled (2000 draws, seed 1):",
        "kappa 0.000 [0.000, 0.000],",
        "balanced accuracy 0.000 [0.000, 0.000],",
        "macro F1 0.000 [0.000, 0.000].",
      ]
    `)
    expect(smallestDropNote(dropped)).toMatchInlineSnapshot(
      `"so many rows show a difference of 21.2 points or more four times in five"`,
    )
    const mapped = await folder.outcome(`rows.jsonl ${fields} --unscored map:bad --positive good`)
    expect(judgeNotes(judgeIn(mapped), mapped)).toMatchInlineSnapshot(`
      [
        "Unscored: 6 rows, taken for bad (--unscored map:bad).",
      ]
    `)
  })
})

test(
  'the command prints rows, judges, slices, comparison and people, one below the other, within the width',
  { timeout: 60_000 },
  async () => {
    await using project = await commandProject({ 'rows.jsonl': jsonLines(rows) })
    const args =
      'rows.jsonl --truth human --verdict judge --positive good --against other --slice lang --annotators people --explain'
    for (const [width, color] of [
      [100, false],
      [60, true],
    ] as const) {
      const environment = { COLUMNS: String(width), ...(color && { NO_COLOR: '', FORCE_COLOR: '1' }) }
      const { exitCode, stdout, stderr } = await project.program(['agreement', ...args.split(' ')], {
        environment,
      })
      expect({ exitCode, stderr, colored: stdout.includes('\u001B[') }).toEqual({
        exitCode: 0,
        stderr: '',
        colored: color,
      })
      const lines = stripVTControlCharacters(stdout).split('\n')
      expect(lines.filter((line) => line.length > width)).toEqual([])
      const headings = lines.flatMap((line) =>
        (/^(?:judge|other|What|People) [^·]+/.exec(line) ?? []).map((text) => text.trim()),
      )
      expect(headings).toEqual([
        'judge against human',
        'What the numbers mean',
        'judge by lang',
        'What the numbers mean',
        'other against human',
        'other by lang',
        'judge against other',
        'What the numbers mean',
        'People among themselves',
        'What the numbers mean',
      ])
    }
  },
)
