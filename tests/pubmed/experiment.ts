import { join } from 'node:path'
import { aligned, alignMemory, automaticFeedback } from '../../src/align/index.ts'
import { comparePaired, measureAgreement, type PairedComparison } from '../../src/agreement/index.ts'
import type { Feedback, JudgeValue, RunRow, RunVerdict } from '../../src/contract/index.ts'
import { sampleId, splitOf } from '../../src/dataset/index.ts'
import { seededRandom, shuffled } from '../../src/io/index.ts'
import type { Judge } from '../../src/judge/index.ts'
import { loadMemory, saveMemory } from '../../src/memory/index.ts'
import { chatModel, embedder } from '../../src/model/index.ts'
import { labelMeanings, rows } from '../../evals/pubmed/data.ts'
import { referenceFreeJudge } from '../../evals/pubmed/judges.ts'
import { sentenceClassifier } from '../../evals/pubmed/system.ts'

/** Our rows as answered by the system under test and judged by the base judge. */
export interface Answered extends RunRow {
  sampleId: string
  truth: JudgeValue
}

/** Answers and judges all rows once, as the evaluation does. */
export async function answerRows(): Promise<Answered[]> {
  const classify = sentenceClassifier(labelMeanings)
  return Promise.all(
    rows.map(async ({ id, group, inputs, expectations = { label: '' } }) => {
      const outputs = await classify(inputs.text)
      const truth = outputs.label === expectations.label ? 'yes' : 'no'
      const row: Answered = {
        id,
        sampleId: sampleId({ rowId: id, inputs, outputs }),
        split: splitOf({ id, ...(group !== undefined && { group }) }),
        ...(group !== undefined && { group }),
        tags: [],
        repeat: 0,
        inputs,
        outputs,
        expectations,
        truth,
        verdicts: [],
      }
      return { ...row, verdicts: [await verdictOn(row, referenceFreeJudge)] }
    }),
  )
}

/** What an alignment was worth on held-out rows. */
export interface Worth {
  aligned: number
  base: number
  majority: number
  againstBase: PairedComparison
  againstMajority: PairedComparison
  /** How often each truth value occurs among the rows that teach. */
  taught: { yes: number; no: number }
  rounds: number
}

/**
 * Aligns in rounds, as a user would (run, align, run, ...), until a round brings nothing new; then measures on
 * held-out rows. With a seed, the truth is first permuted among the align rows.
 */
export async function alignAndMeasure(
  answered: readonly Answered[],
  folder: string,
  seed?: number,
): Promise<Worth> {
  const teaching = permuted(
    answered.filter(({ split }) => split === 'align'),
    seed,
  )
  const judge = aligned(referenceFreeJudge, { memory: folder })
  const definition = referenceFreeJudge.describe()
  const log: Feedback[] = []
  let rounds = 0
  for (; rounds < 10; rounds++) {
    const judged = await Promise.all(
      teaching.map(async (row) =>
        rounds === 0 ? row : { ...row, verdicts: [...row.verdicts, await verdictOn(row, judge)] },
      ),
    )
    const options = {
      teach: 'mismatches' as const,
      model: chatModel('offline'),
      time: '2026-01-01T00:00:00.000Z',
      write: true,
    }
    const { given } = await automaticFeedback(definition, judged, log, options)
    if (given.length === 0) break
    log.push(...given.map((line, index) => ({ id: `${rounds}-${index}`, ...line })))
    const target = join(folder, judge.name)
    const input = { definition, rows: judged, feedback: log, stored: await loadMemory(target), k: 5 }
    const { memory, table } = await alignMemory({
      ...input,
      reflection: chatModel('offline'),
      embedder: embedder({ model: 'offline-lexical' }),
      clock: () => Date.UTC(2026, 0, 1),
    })
    await saveMemory(target, memory, table)
  }
  const heldout = answered.filter(({ split }) => split === 'heldout')
  const verdicts = await Promise.all(heldout.map((row) => verdictOn(row, judge)))
  const { majority } = measureAgreement(heldout.map(({ truth }) => ({ truth, verdict: truth })))
  const right = heldout.map((row, index) => ({
    aligned: valueOf(verdicts[index]) === row.truth,
    base: valueOf(row.verdicts[0]) === row.truth,
    majority: row.truth === majority.value,
  }))
  const share = (key: 'aligned' | 'base' | 'majority') =>
    right.filter((row) => row[key]).length / right.length
  const values = log.map(({ value }) => value)
  return {
    aligned: share('aligned'),
    base: share('base'),
    majority: share('majority'),
    againstBase: comparePaired(right.map((row) => ({ first: row.aligned, second: row.base }))),
    againstMajority: comparePaired(right.map((row) => ({ first: row.aligned, second: row.majority }))),
    taught: {
      yes: values.filter((value) => value === 'yes').length,
      no: values.filter((value) => value === 'no').length,
    },
    rounds,
  }
}

function permuted(teaching: readonly Answered[], seed: number | undefined): Answered[] {
  const truths = teaching.map(({ truth }) => truth)
  const order = seed === undefined ? truths : shuffled(truths, seededRandom(seed))
  return teaching.map((row, index) => {
    const truth = order[index] as JudgeValue
    return {
      ...row,
      truth,
      verdicts: row.verdicts.map((verdict) => ({ ...verdict, truth, truthFrom: 'suite' as const })),
    }
  })
}

async function verdictOn(row: Answered, judge: Judge): Promise<RunVerdict> {
  const { id: rowId, sampleId: id, group, inputs, outputs, truth } = row
  const verdict = await judge.judge({ id, rowId, group, inputs, outputs })
  return { judge: judge.id, truth, truthFrom: 'suite', ...verdict }
}

function valueOf(verdict: RunVerdict | undefined): JudgeValue | undefined {
  return verdict?.outcome === 'scored' ? verdict.value : undefined
}
