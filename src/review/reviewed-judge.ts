import {
  type JudgeDefinition,
  type JudgeValue,
  type Run,
  type RunRow,
  type RunSuite,
  verdictsOf,
} from '../contract/index.ts'
import { exampleValuesOf, feedbackQueue, type QueuedSample } from '../feedback/index.ts'
import { usedVariables } from '../judge/index.ts'
import { type FeedbackLog, openFeedbackLog } from './feedback-log.ts'
import { memoryOfRun, type RunMemory } from './run-memory.ts'
import { searchText, snippetOf } from './shown-text.ts'
import { slicedParts, slicesIn } from './slices.ts'

/** One judge to give feedback on, with its memory and the suites it judged. */
export interface ReviewTarget {
  name: string
  definition: JudgeDefinition
  /** Absolute path of the folder that holds `memory.json`, or would. */
  folder: string
  /** The same, relative to the root. */
  shownFolder: string
  suites: readonly {
    name: string
    /** Absolute path of the judge's feedback log. */
    log: string
    rows: readonly RunRow[]
  }[]
}

/** One sample with what is looked for in it. */
export interface IndexedSample {
  sampleId: string
  row: RunRow
  snippet: string
  /** Of row id, inputs, outputs, conversation: what is there without any verdict. */
  text: string
  /** Of what the judge said. */
  saidText: string
  /** What the aligned form said, else the plain one; undefined where neither is scored. */
  verdict: JudgeValue | undefined
  /** What each form that was asked said first of it, by judge id; undefined where that is unscored. */
  firstVerdicts: ReadonlyMap<string, JudgeValue | undefined>
}

/** One judge in one suite, read once for all requests. */
export interface ReviewedJudge {
  key: string
  suite: string
  target: ReviewTarget
  log: FeedbackLog
  /** The memory that the run's verdicts were given with. */
  memory: RunMemory
  /** True where the judge is shown the expectations. */
  showsExpectations: boolean
  /** The slices that its rows make, of those parts of them that may be looked at. */
  slices: { blind: readonly string[]; open: readonly string[] }
  /** All align samples in the order in which they are asked about; blind, in one that tells nothing. */
  queue: readonly QueuedSample[]
  blindQueue: readonly QueuedSample[]
  byId: ReadonlyMap<string, QueuedSample>
  samples: ReadonlyMap<string, IndexedSample>
}

/** Makes one of each target's suites, with keys that no two share. */
export async function reviewedJudges(run: Run, targets: readonly ReviewTarget[]): Promise<ReviewedJudge[]> {
  const logs = new Map<string, FeedbackLog>()
  const judges: ReviewedJudge[] = []
  for (const target of targets) {
    for (const suite of target.suites) {
      const runSuite = run.suites.find(({ rows }) => rows === suite.rows)
      const log = logs.get(suite.log) ?? openFeedbackLog(suite.log)
      logs.set(suite.log, log)
      const key = freeKey(`${suite.name} > ${target.name}`, runSuite?.file ?? target.shownFolder, judges)
      judges.push({
        key,
        suite: suite.name,
        target,
        log,
        ...(await indexed(target, suite.rows, runSuite)),
      })
    }
  }
  return judges
}

/** The key, with its file where another judge has it already, and a number where that does not tell them apart. */
function freeKey(key: string, file: string, judges: readonly ReviewedJudge[]): string {
  const isFree = (candidate: string) => judges.every((judge) => judge.key !== candidate)
  if (isFree(key)) return key
  const candidate = (number: number) => `${key} (${file}${number === 1 ? '' : `, ${number}`})`
  let number = 1
  while (!isFree(candidate(number))) number++
  return candidate(number)
}

async function indexed(target: ReviewTarget, rows: readonly RunRow[], suite: RunSuite | undefined) {
  const { name, definition, folder } = target
  const fingerprint = suite?.judges.find(({ id }) => id === `${name}@aligned`)?.memory
  const memory = await memoryOfRun(folder, fingerprint)
  const exampleValues = memory.memory && exampleValuesOf(memory.memory)
  const queue = feedbackQueue(rows, name, { ...(exampleValues && { exampleValues }) })
  const samples = new Map(queue.map((queued) => [queued.sampleId, indexedSample(queued, name)]))
  const alignRows = queue.map(({ rows: [row] }) => row)
  const showsExpectations =
    definition.kind === 'instructions' && usedVariables(definition.instructions).includes('expectations')
  return {
    memory,
    showsExpectations,
    slices: {
      blind: slicesIn(alignRows, slicedParts(showsExpectations, true)),
      open: slicesIn(alignRows, slicedParts(showsExpectations, false)),
    },
    queue,
    blindQueue: feedbackQueue(rows, name, { isBlind: true }),
    byId: new Map(queue.map((queued) => [queued.sampleId, queued])),
    samples,
  }
}

function indexedSample({ sampleId, rows }: QueuedSample, name: string): IndexedSample {
  const [row] = rows
  const asked = rows
    .flatMap((each) => verdictsOf(each, name))
    .filter(({ outcome }) => outcome !== 'not-asked')
  const scored = asked.flatMap((verdict) =>
    verdict.outcome === 'scored'
      ? [{ judge: verdict.judge, value: verdict.value, rationale: verdict.rationale }]
      : [],
  )
  return {
    sampleId,
    row,
    snippet: snippetOf(row.inputs),
    text: searchText(row.id, row.inputs, row.outputs, row.conversation),
    saidText: searchText(scored.map(({ rationale }) => rationale)),
    verdict: (scored.find(({ judge }) => judge !== name) ?? scored[0])?.value,
    firstVerdicts: new Map(
      asked
        .toReversed()
        .map((verdict) => [verdict.judge, verdict.outcome === 'scored' ? verdict.value : undefined]),
    ),
  }
}
