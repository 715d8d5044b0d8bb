import type { Run, RunRow, RunVerdict } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'

const languages = ['en', 'de', 'fr', 'pt']

/**
 * A run in which a report has all there is to say. Support answers: 120 held-out rows in groups of three, each judged
 * twice, with tags, three people and a judge of numbers; a judge whose memory knows two rows, and near-duplicates left
 * out. Sampled answers: weighted rows; one judge of labels picked by verdict.
 */
export function everythingRun(rest: Parameters<typeof buildRun>[1] = {}): Run {
  const rating = buildJudge('rating')
  rating.definition = {
    ...rating.definition,
    valueType: { type: 'number', min: 1, max: 5, integer: true },
    passes: { atLeast: 4 },
  }
  const judges = [buildJudge('helpful'), buildJudge('helpful@aligned', { stale: ['model'] }), rating]
  return buildRun(
    [
      buildSuite(
        'Support answers',
        judges,
        [0, 1].flatMap((repeat) => Array.from({ length: 150 }, (_, index) => supportRow(index, repeat))),
      ),
      buildSuite(
        'Sampled answers',
        [buildJudge('helpful'), buildJudge('polite')],
        Array.from({ length: 80 }, (_, index) => sampledRow(index)),
      ),
    ],
    {
      ...rest,
      gate: {
        thresholds: {
          'Support answers > helpful': { accuracy: 0.7, failRecall: 0.6, kappa: 0.9 },
          'helpful@aligned': {
            accuracy: 0.8,
            passRecall: 0.8,
            slices: { 'language-pt': { accuracy: 0.995 } },
            baseline: 'main',
          },
          polite: { accuracy: 0.5 },
        },
      },
    },
  )
}

function supportRow(index: number, repeat: number): RunRow {
  const truth = index % 3 === 0 ? 'no' : 'yes'
  const other = truth === 'yes' ? 'no' : 'yes'
  const language = languages[index % 40 < 36 ? index % 3 : 3] ?? 'en'
  const wrong = index % 6 === 3 || (language === 'fr' && index % 4 === 0)
  const changed = repeat === 1 && index % 20 === 7
  const stars = 1 + (index % 5)
  const base = buildVerdict('helpful', wrong !== changed ? other : truth, truth, {
    rationale: 'The answer names a <b>way</b> | `on`, @support says.',
    tokens: { prompt: 300, completion: 20 },
  })
  const aligned = buildVerdict('helpful@aligned', index % 10 === 3 ? other : truth, truth)
  const guidance = {
    guidelines: 2,
    examples: ['sample-1'],
    ...(index % 12 === 0 && { nearDuplicates: 1 }),
    ...(index === 50 || index === 60
      ? { leaks: [{ kind: 'content' as const, where: 'memory' as const, sampleId: 'sample-9' }] }
      : {}),
  }
  const annotations = ['ana', 'ben', 'cleo'].map((annotator, person) => ({
    annotator,
    value: (index + person) % 9 === 0 ? other : truth,
  }))
  return buildRow(
    `ticket-${String(index + 1).padStart(3, '0')}`,
    [
      repeat === 0 ? { ...base, annotations } : base,
      { ...aligned, guidance } as RunVerdict,
      buildVerdict(
        'rating',
        index % 30 === 0 ? undefined : Math.min(5, stars + (index % 4 === 0 ? 1 : 0)),
        stars,
      ),
    ],
    {
      repeat,
      split: index < 120 ? 'heldout' : 'align',
      group: `conversation-${Math.floor(index / 3)}`,
      tags: [`language-${language}`],
      inputs: { question: 'How do I reset my password?' },
      outputs: { answer: 'Press "Forgot password".' },
    },
  )
}

function sampledRow(index: number): RunRow {
  const truth = index % 2 === 0 ? 'yes' : 'no'
  const other = truth === 'yes' ? 'no' : 'yes'
  const polite = { ...buildVerdict('polite', truth, truth), pickedBy: 'verdict' as const }
  return buildRow(
    `sampled-${index + 1}`,
    [buildVerdict('helpful', index % 8 === 1 ? other : truth, truth), polite],
    { weight: index % 4 === 0 ? 3 : 1 },
  )
}
