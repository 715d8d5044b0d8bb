import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { splitOf } from '../../src/dataset/index.ts'
import { anchorEvaluation } from '../../src/suite/anchors.ts'
import { temporaryFolder } from '../memory/folder.ts'
import { brief } from './brief.ts'
import { fixture } from './project.ts'

const evaluation = (options: string) => `
  import { evaluate } from 'vitest-judge'
  import { polite } from '#polite'
  evaluate('Anchors', { ${options} })`
const anchors = "anchors: new URL('./anchors.jsonl', import.meta.url), judges: [polite()]"
const lines = (...rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

describe('anchors', { timeout: 60_000 }, () => {
  test('are judged alone, by the outputs recorded in their file', async () => {
    await using project = await fixture(
      {
        'evals/anchors.eval.ts': evaluation(
          `${anchors}, truth: ({ expectations }) => expectations.polite, repeats: 2`,
        ),
        'evals/anchors.jsonl': lines(
          { id: 'a', inputs: 'q', outputs: 'Yes, please.', expectations: { polite: 'yes' } },
          { id: 'b', inputs: 'q', outputs: { text: 'No.' }, expectations: { polite: 'yes' } },
        ),
      },
      { source: true },
    )
    const { exitCode, run } = await project.vitest(['run', 'evals', '-t', 'Anchors'])
    expect(exitCode).toBe(0)
    expect(brief(run)).toEqual([
      '# evals/anchors.eval.ts > Anchors',
      'a: polite=yes/yes',
      'a (repeat 1): polite=yes/yes',
      'b: polite=no/yes',
      'b (repeat 1): polite=no/yes',
    ])
    expect(run?.suites[0]?.rows.map(({ outputs }) => outputs)).toEqual([
      'Yes, please.',
      'Yes, please.',
      { text: 'No.' },
      { text: 'No.' },
    ])
    // All of them are held out, whatever side their ids would be on.
    expect(run?.suites[0]?.rows.map(({ split }) => split)).toEqual(Array(4).fill('heldout'))
    expect(['a', 'b'].map((id) => splitOf({ id }))).toEqual(['align', 'align'])
  })
})

describe('anchors are refused', () => {
  const folder = temporaryFolder()
  const evaluated = async (text: string | undefined, more: object = {}) => {
    const file = join(folder.path, 'anchors.jsonl')
    await rm(file, { force: true })
    if (text !== undefined) await writeFile(file, text)
    return anchorEvaluation('Anchors', { anchors: file, judges: [], ...more })
  }

  test.for([
    [
      'without a file',
      undefined,
      'missing-file',
      'anchors.jsonl could not be read; expected a file of anchors',
    ],
    ['from an empty file', '', 'no-rows', 'anchors.jsonl holds no rows; expected a file of anchors'],
    ['from a damaged file', '{"id":"a","inp', 'damaged-file', 'anchors.jsonl:1 is damaged'],
    [
      'with a row without outputs',
      lines({ id: 'a', inputs: 'q' }),
      'invalid-rows',
      'has the row a without outputs',
    ],
  ] as const)('%s', async ([, text, code, message]) => {
    await expect(evaluated(text)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
      hint: expect.stringContaining(
        code === 'damaged-file' ? 'Mend line 1' : 'npx vitest-judge anchors',
      ) as string,
    })
  })

  test('beside rows', async () => {
    await expect(
      evaluated(lines({ id: 'a', inputs: 'q', outputs: 'x' }), { rows: [{ id: 'a', inputs: 'q' }] }),
    ).rejects.toMatchObject({
      code: 'invalid-options',
      message: expect.stringContaining('has anchors and rows; expected one of them') as string,
    })
  })
})
