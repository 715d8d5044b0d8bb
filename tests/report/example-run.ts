import type { Run, RunRow } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'

const sentences = [
  'To investigate the efficacy of 6 weeks of daily low-dose oral prednisolone in improving pain.',
  'A total of 125 patients with primary knee osteoarthritis were randomized 1:1.',
  'There was a clinically relevant reduction in the intervention group compared to the placebo group.',
]

/**
 * 60 held-out and 20 align rows for four judges: a guidelines judge, a plain judge, its aligned form, which
 * mends every second mistake of it and makes two of its own, and one that has no memory yet.
 */
export function exampleRun(rest: Parameters<typeof buildRun>[1] = {}): Run {
  const { memory: _, ...unaligned } = buildJudge('classification_guidelines@aligned')
  const judges = [
    buildJudge('classification_guidelines'),
    buildJudge('pubmed'),
    buildJudge('pubmed@aligned', { stale: ['instructions', 'model'] }),
    unaligned,
  ]
  return buildRun([buildSuite('PubMed classification', judges, Array.from({ length: 80 }, exampleRow))], rest)
}

function exampleRow(_: unknown, index: number): RunRow {
  const truth = index % 3 === 0 ? 'no' : 'yes'
  const other = truth === 'yes' ? 'no' : 'yes'
  const wrong = index % 4 === 1
  const aligned = (wrong && index % 8 === 1) || index === 2 || index === 40 ? other : truth
  return buildRow(
    `pubmed-${String(index + 1).padStart(3, '0')}`,
    [
      buildVerdict('classification_guidelines', index % 20 === 7 ? undefined : 'yes', truth),
      buildVerdict('pubmed', wrong ? other : truth, truth, {
        ...(index === 5 ? { truthDisputed: 'yes' } : {}),
        rationale:
          'The response names a section, and the sentence describes\nhow patients were assigned to it.',
        tokens: { prompt: 412, completion: 38 },
      }),
      buildVerdict('pubmed@aligned', aligned, truth),
      {
        judge: 'classification_guidelines@aligned',
        truth,
        outcome: 'not-asked',
        reason: 'not-aligned',
        detail: 'no memory yet',
      },
    ],
    {
      split: index < 60 ? 'heldout' : 'align',
      inputs: { text: sentences[index % sentences.length] ?? '' },
      outputs: { label: index % 3 === 0 ? 'METHODS' : 'RESULTS', confidence: 0.9 },
    },
  )
}
