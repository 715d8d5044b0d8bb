import { judgeValueSchema, type Feedback, type Row } from '../contract/index.ts'
import { sampleId } from '../dataset/index.ts'
import { type JudgeChoice, foldName } from './choose-judges.ts'
import { pickingOf } from './traced-row.ts'
import { ownKeys, type Assessment, type Trace } from './trace.ts'

/** An assessment that is no feedback, and why not. */
export interface LeftOut {
  traceId: string
  assessmentId: string
  why: 'error' | 'no value' | 'no label, number or boolean' | 'no inputs' | 'no outputs'
}

/** The feedback of one judge, from the assessments of traces. */
export interface JudgeFeedback {
  judge: string
  lines: Feedback[]
  leftOut: LeftOut[]
  /** How many lines another one replaced. */
  superseded: number
  /** How many lines of programs may be those of people: MLflow takes feedback for a program's unless told otherwise. */
  doubtful: number
}

/** How assessments are read. */
export interface FeedbackOptions {
  /** True where a program's feedback is a person's; default false. */
  codeIsHuman?: boolean
}

const notes = new Set<string>([ownKeys.weight, ownKeys.pickedBy, ownKeys.truthHash])

/**
 * The feedback of a judge: all assessments under its name, in order of time, with their ids, sources, times and
 * rationales. One that another overrides is superseded by it; one that MLflow calls invalid though nothing in the file
 * overrides it is retracted.
 */
export function toFeedback(
  choice: JudgeChoice,
  traces: readonly Trace[],
  rowOf: ReadonlyMap<string, Row>,
  options: FeedbackOptions = {},
): JudgeFeedback {
  const found: JudgeFeedback = { judge: choice.judge, lines: [], leftOut: [], superseded: 0, doubtful: 0 }
  for (const { id, assessments } of traces) {
    const own = assessments.filter(
      ({ kind, name }) => kind === 'feedback' && foldName(name) === choice.assessment,
    )
    const overridden = new Set(own.flatMap(({ overrides }) => overrides ?? []))
    for (const one of own) {
      const line = toLine(choice.judge, one, rowOf.get(id), overridden, options)
      if (typeof line === 'string') found.leftOut.push({ traceId: id, assessmentId: one.id, why: line })
      else {
        found.lines.push(line)
        if (!one.isValid || overridden.has(one.id)) found.superseded++
      }
    }
  }
  const programs = found.lines.filter(({ source }) => source.type === 'CODE')
  const noPeople = found.lines.every(({ source }) => source.type !== 'HUMAN')
  found.doubtful = programs.filter(
    ({ source, truthHash }) => truthHash === undefined && (noPeople || isPersonal(source.name)),
  ).length
  return { ...found, lines: inOrder(found.lines) }
}

/** By time; of the same time as they stand in the file, but what was replaced before what replaces it. */
function inOrder(lines: readonly Feedback[]): Feedback[] {
  const above = new Map(lines.map(({ id, supersedes }) => [id, supersedes]))
  const rankOf = ({ id }: Feedback): number => {
    const chain = new Set<string>()
    for (let at = above.get(id); at !== undefined && !chain.has(at); at = above.get(at)) chain.add(at)
    return chain.size
  }
  return lines
    .map((line) => ({ line, rank: rankOf(line) }))
    .toSorted((left, right) => compare(left.line.time, right.line.time) || left.rank - right.rank)
    .map(({ line }) => line)
}

function toLine(
  judge: string,
  one: Assessment,
  row: Row | undefined,
  overridden: ReadonlySet<string>,
  { codeIsHuman = false }: FeedbackOptions,
): Feedback | LeftOut['why'] {
  if (one.error !== undefined) return 'error'
  if (one.value === undefined) return 'no value'
  const value = judgeValueSchema.safeParse(one.value)
  if (!value.success) return 'no label, number or boolean'
  if (row === undefined) return 'no inputs'
  if (row.outputs === undefined) return 'no outputs'
  const metadata = Object.fromEntries(Object.entries(one.metadata).filter(([key]) => !notes.has(key)))
  const truthHash = one.metadata[ownKeys.truthHash]
  return {
    id: one.id,
    sampleId: sampleId({ rowId: row.id, inputs: row.inputs, outputs: row.outputs }),
    rowId: row.id,
    judge,
    value: value.data,
    ...(one.rationale !== undefined && { rationale: one.rationale }),
    source: codeIsHuman && one.source.type === 'CODE' ? { ...one.source, type: 'HUMAN' } : one.source,
    time: one.time,
    ...(one.overrides !== undefined && { supersedes: one.overrides }),
    ...(!one.isValid && !overridden.has(one.id) && { retracted: true }),
    ...(truthHash !== undefined && { truthHash }),
    ...pickingOf(one.metadata),
    ...(one.updated !== one.time && { updated: one.updated }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  }
}

/** MLflow's default, and addresses, are what people's feedback has that was given without a type. */
function isPersonal(name: string): boolean {
  return name === 'default' || name.includes('@')
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
