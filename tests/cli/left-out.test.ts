import { beforeAll, expect, test } from 'vitest'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'
import { commandFolder } from './in-process.ts'

const folder = commandFolder()
const judges = [buildJudge('polite', { model: 'offline' })]
const row = buildRow('salt', [buildVerdict('polite', 'yes', 'yes')], { split: 'align', sampleId: 's-1' })

beforeAll(() => folder.writeRuns(buildRun([buildSuite('Politeness', judges, [row])])))

const align = async () => {
  const { exitCode, stdout, stderr } = await folder.command('align', '--judge', 'polite')
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return stdout
}

test('where nobody has spoken and nothing was wrong, align asks for feedback', async () => {
  expect(await align()).toMatchInlineSnapshot(`
    "polite evals/pubmed/memory/polite
      mismatches  0 align rows judged otherwise than the truth
      taught by   0 lines of people (HUMAN); 0 lines of the truth (CODE), which
                  count where no person has spoken
      samples     0 new, 0 changed, 0 retracted, 0 as before
      Nothing to learn from: no mismatch and no feedback. Give some: npx
      vitest-judge feedback

    "
  `)
})

test('where all feedback was left out, align does not ask for more of it', async () => {
  const line = {
    id: 'f-1',
    sampleId: 's-2',
    rowId: 'pepper',
    judge: 'polite',
    value: 'no',
    source: { type: 'HUMAN', name: 'ann' },
    time: '2026-11-23T12:00:00.000Z',
  }
  await folder.write({ 'evals/pubmed/feedback/polite.jsonl': `${JSON.stringify(line)}\n` })
  expect(await align()).toMatchInlineSnapshot(`
    "polite evals/pubmed/memory/polite
      mismatches  0 align rows judged otherwise than the truth, apart from what
                  people say
      taught by   1 line of people (HUMAN); 0 lines of the truth (CODE), which count
                  where no person has spoken
      samples     0 new, 0 changed, 0 retracted, 0 as before
      left out    feedback on 1 sample that no align row of this run has
      Nothing to learn from: all feedback was left out.

    "
  `)
})
