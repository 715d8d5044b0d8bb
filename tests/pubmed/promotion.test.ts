import { beforeAll, expect, test } from 'vitest'
import { alignMemory, automaticFeedback, holdContest, type PromotionDecision } from '../../src/align/index.ts'
import type { Feedback, JudgeValue, RunRow } from '../../src/contract/index.ts'
import { seededRandom, shuffled } from '../../src/io/index.ts'
import { chatModel, embedder } from '../../src/model/index.ts'
import { referenceFreeJudge } from '../../evals/pubmed/judges.ts'
import { answerRows, type Answered } from './experiment.ts'

const seeds = Array.from({ length: process.env['LONG'] ? 20 : 1 }, (_, index) => index + 1)
const time = '2026-01-01T00:00:00.000Z'

let answered: Answered[]

beforeAll(async () => {
  answered = await answerRows()
})

/** Rows whose truth is another's, all of it known to the suite, or to people alone. */
function permuted(seed: number | undefined, knownTo: 'suite' | 'people'): Answered[] {
  const aligned = answered.filter(({ split }) => split === 'align')
  const truths = aligned.map(({ truth }) => truth)
  const order = seed === undefined ? truths : shuffled(truths, seededRandom(seed))
  return aligned.map((row, index) => {
    const truth = order[index] as JudgeValue
    const verdicts = row.verdicts.map(({ truth: _, truthFrom: __, ...verdict }) =>
      knownTo === 'suite' ? { ...verdict, truth, truthFrom: 'suite' as const } : verdict,
    )
    return { ...row, truth, verdicts }
  })
}

/** What people say of rows: the truth that they stand for. */
function said(rows: readonly Answered[]): Feedback[] {
  return rows.map(({ id: rowId, sampleId, truth: value }) => ({
    id: `f-${sampleId}`,
    sampleId,
    rowId,
    judge: referenceFreeJudge.name,
    value,
    rationale: `It is ${String(value)}.`,
    source: { type: 'HUMAN', name: 'ada' },
    time,
  }))
}

/** Compares what feedback makes with the plain judge. */
async function decide(rows: readonly RunRow[], feedback: readonly Feedback[]): Promise<PromotionDecision> {
  const shared = {
    definition: referenceFreeJudge.describe(),
    rows,
    feedback,
    reflection: chatModel('offline'),
    clock: () => Date.parse(time),
  }
  const lexical = embedder({ model: 'offline-lexical' })
  const { memory, table } = await alignMemory({ ...shared, stored: undefined, embedder: lexical, k: 5 })
  return holdContest({
    ...shared,
    rule: 'if-better',
    base: referenceFreeJudge,
    candidate: { memory, table, embedder: lexical },
    present: undefined,
    isBaseOfRun: true,
    announce: () => {},
  })
}

test.runIf(process.env['LONG'])(
  'true feedback is promoted, whether the suite or people alone know the truth',
  async () => {
    const rows = permuted(undefined, 'suite')
    const definition = referenceFreeJudge.describe()
    const options = { teach: 'all' as const, model: chatModel('offline'), time, write: true }
    const { given } = await automaticFeedback(definition, rows, [], options)
    const byTruth = await decide(
      rows,
      given.map((line, index) => ({ id: `f-${index}`, ...line })),
    )
    expect(byTruth).toMatchObject({ promoted: true })
    const people = permuted(undefined, 'people')
    expect(await decide(people, said(people))).toMatchObject({ promoted: true })
  },
)

test.runIf(process.env['LONG'])(
  'shuffled feedback is not, neither by the truth nor by itself',
  { timeout: 240_000 },
  async () => {
    const truth = permuted(undefined, 'suite')
    const promoted = { byTruth: 0, byItself: 0 }
    for (const seed of seeds) {
      const shuffledLog = said(permuted(seed, 'people'))
      if ((await decide(truth, shuffledLog)).promoted) promoted.byTruth++
      const known = permuted(seed, 'suite')
      if ((await decide(known, said(known))).promoted) promoted.byItself++
    }
    expect(promoted).toEqual({ byTruth: 0, byItself: 0 })
  },
)
