import type {
  JudgeValue,
  Run,
  RunJudge,
  RunRow,
  RunSuite,
  RunVerdict,
  TokenUsage,
} from '../../src/contract/index.ts'

/** A judge with labels yes and no; an aligned one has a memory unless told otherwise. */
export function buildJudge(id: string, rest: Partial<RunJudge> & { model?: string } = {}): RunJudge {
  const { model = 'gpt-5-mini', ...given } = rest
  return {
    id,
    fingerprint: 'f'.repeat(16),
    definition: {
      kind: 'instructions',
      name: id.replace('@aligned', ''),
      instructions: 'Is {{ outputs }} right?',
      valueType: { type: 'label', values: ['yes', 'no'] },
      model,
      rationaleFirst: true,
      sampleRate: 1,
    },
    ...(id.endsWith('@aligned') ? { memory: 'm'.repeat(16) } : {}),
    ...given,
  }
}

/** A scored verdict, or an unscored one when the value is undefined. */
export function buildVerdict(
  judge: string,
  value: JudgeValue | undefined,
  truth?: JudgeValue,
  rest: Partial<Pick<RunVerdict, 'truthDisputed' | 'truthFrom'>> & {
    tokens?: TokenUsage
    latencyMs?: number
    recorded?: boolean
    model?: string
    rationale?: string
  } = {},
): RunVerdict {
  const { model = 'gpt-5-mini', rationale = 'The label fits.', recorded = false, ...given } = rest
  const known = { judge, ...(truth === undefined ? {} : { truth }), ...given }
  return value === undefined
    ? { ...known, outcome: 'unscored', reason: 'malformed', detail: 'no JSON', model }
    : { ...known, outcome: 'scored', value, rationale, model, recorded }
}

/** A held-out row. */
export function buildRow(id: string, verdicts: RunVerdict[], rest: Partial<RunRow> = {}): RunRow {
  return {
    id,
    split: 'heldout',
    tags: [],
    repeat: 0,
    inputs: { text: 'To examine the effect of exercise on sleep.' },
    outputs: { label: 'OBJECTIVE' },
    verdicts,
    ...rest,
  }
}

/** Held-out rows for one judge: truths alternate, the first `agreed` agree, the last `unscored` are unscored. */
export function buildRows(
  judge: string,
  agreed: number,
  count: number,
  rest: { unscored?: number; model?: string } = {},
): RunRow[] {
  const { unscored = 0, ...given } = rest
  return Array.from({ length: count }, (_, index) => {
    const [truth, wrong] = index % 2 === 0 ? ['yes', 'no'] : ['no', 'yes']
    const value = index >= count - unscored ? undefined : index < agreed ? truth : wrong
    return buildRow(`row-${index + 1}`, [buildVerdict(judge, value, truth, given)])
  })
}

/** A suite. */
export function buildSuite(
  name: string,
  judges: RunJudge[],
  rows: RunRow[],
  rest: Partial<RunSuite> = {},
): RunSuite {
  return { name, file: 'evals/pubmed/pubmed.eval.ts', judges, rowsNotRun: 0, rows, ...rest }
}

/** A complete run of a real model. */
export function buildRun(
  suites: RunSuite[],
  rest: Partial<Omit<Run, 'gate'>> & { gate?: Partial<Run['gate']> } = {},
): Run {
  const { gate, ...given } = rest
  return {
    schema: 'vitest-judge/run@1',
    id: 'run-1',
    time: '2026-11-23T12:00:00.000Z',
    complete: true,
    partial: [],
    offline: false,
    alignShare: 0.5,
    gate: { requireComplete: false, inconclusive: 'fail', allowOffline: false, thresholds: {}, ...gate },
    suites,
    ...given,
  }
}
