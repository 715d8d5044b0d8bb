import { beforeAll, describe, expect, test } from 'vitest'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'
import { commandFolder } from './in-process.ts'

/** Eighty held-out rows in two languages, of two lengths; the judge errs on the first twelve, all in German. */
const rows = Array.from({ length: 80 }, (_, index) =>
  buildRow(`row-${index}`, [buildVerdict('pubmed', index < 12 ? 'no' : 'yes', 'yes')], {
    inputs: { language: index < 40 ? 'de' : 'en', text: { length: index % 2 } },
  }),
)
const other = buildRow('other', [buildVerdict('pubmed', 'yes', 'yes')], { outputs: 'plain', tags: ['a'] })

const folder = commandFolder()

beforeAll(() =>
  folder.writeRuns(
    buildRun([
      buildSuite('PubMed', [buildJudge('pubmed')], rows),
      buildSuite('Other', [buildJudge('pubmed')], [other]),
    ]),
  ),
)

describe('report --slice', () => {
  test('adds slices by fields, names the worst, and leaves out suites that lack the field', async () => {
    const { stdout, exitCode } = await folder.command(
      'report',
      ...['inputs.language', 'inputs.text.length', 'inputs.language'].flatMap((field) => ['--slice', field]),
    )
    expect(exitCode).toBe(0)
    expect(
      stdout
        .split('\n\n')
        .filter((block) => /rows by/.test(block))
        .join('\n\n'),
    ).toMatchInlineSnapshot(`
      "  pubmed · held-out rows by inputs.language
        slice                rows   accuracy 95 % interval
        inputs.language=de     40     70.0 % [54.6, 81.9]
        inputs.language=en     40    100.0 % [91.2, 100.0]
        lowest on inputs.language=de: 70.0 % [54.6, 81.9] of 40 rows, below the 85.0 %
        of all rows

        pubmed · held-out rows by inputs.text.length
        slice                  rows   accuracy 95 % interval
        inputs.text.length=0     40     85.0 % [70.9, 92.9]
        inputs.text.length=1     40     85.0 % [70.9, 92.9]"
    `)
  })

  test('adds them to Markdown', async () => {
    const { stdout } = await folder.command('report', '--markdown', '--slice', 'inputs.language')
    expect(
      stdout
        .split('\n')
        .filter((line) => /inputs\.language/.test(line))
        .join('\n'),
    ).toMatchInlineSnapshot(`
      "**pubmed · held-out rows by inputs.language**
      | inputs.language=de | 40 | **70.0 %** | \\[54.6, 81.9\\] |  |
      | inputs.language=en | 40 | **100.0 %** | \\[91.2, 100.0\\] |  |
      - lowest on inputs.language=de: 70.0 % \\[54.6, 81.9\\] of 40 rows, below the 85.0 % of all rows"
    `)
  })

  test('adds them to JSON, which without it is the run file', async () => {
    const parsed = async (...flags: string[]) => {
      const { stdout } = await folder.command('report', '--json', ...flags)
      return JSON.parse(stdout) as { suites: unknown; slices?: unknown }
    }
    const run = await parsed()
    expect(run.slices).toBeUndefined()
    const sliced = await parsed('--slice', 'inputs.language')
    expect({ ...sliced, slices: undefined }).toEqual(run)
    expect(sliced.slices).toMatchObject([
      {
        suite: 'PubMed',
        judge: 'pubmed',
        field: 'inputs.language',
        slices: [
          { name: 'inputs.language=de', agreement: { rows: 40, agreed: 28 }, isSmall: false },
          { name: 'inputs.language=en', agreement: { rows: 40, agreed: 40 }, isSmall: false },
        ],
        worst: 'inputs.language=de',
        withoutValue: 0,
      },
      { suite: 'Other', slices: [], withoutValue: 1 },
    ])
  })

  test.each([['inputs.langauge'], ['inputs'], ['tags']])('refuses %s, which no row has', async (field) => {
    expect(await folder.command('report', '--slice', 'inputs.language', '--slice', field)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        `error invalid-usage: No row of the run run-1 has a plain value in the field ${field} that --slice names; ` +
        'they have id, inputs.language, inputs.text, inputs.text.length, outputs, outputs.label, repeat, split.\n' +
        '  → Write --slice with one of these.\n',
    })
  })
})
