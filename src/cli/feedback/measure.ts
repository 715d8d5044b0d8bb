import { type Drawable, drawLabels, labelWeights } from '../../agreement/index.ts'
import {
  type Feedback,
  isChosen,
  passing,
  type Run,
  type RunRow,
  type RunVerdict,
  truthOf,
  VitestJudgeError,
} from '../../contract/index.ts'
import { appendFeedback, readFeedback, standingFeedback, type NewFeedback } from '../../feedback/index.ts'
import { hashFraction } from '../../io/index.ts'
import type { Target, TargetSuite } from '../targets.ts'

/** How many labels a draw has unless said otherwise. */
export const defaultLabels = 50

/** A held-out sample that may be drawn. */
interface Drawn extends Drawable {
  row: RunRow
}

/** The labels of a suite that are to measure its judge. */
export interface MeasuringDraw {
  /** The rows this person is still to be asked about, in order. */
  open: RunRow[]
  /** How many labels the draw has in all, and those of them that this person has given. */
  labels: number
  given: number
  /** Each stratum: its name, how many samples it has, how many are drawn. */
  strata: { name: string; samples: number; drawn: number }[]
  /** Held-out samples that are not drawn from, as their truth is known without. */
  known: number
  /** What a label for a row of the draw carries. */
  pickingOf(row: RunRow): Required<Pick<NewFeedback, 'pickedBy' | 'weight' | 'draw'>>
}

/**
 * Draws held-out samples for labels that measure: stratified by what the judge said of them (the aligned form, where it
 * has judged and was not asked for by its plain name), at random within each stratum, by permanent random numbers. The
 * same draw comes out again until all its labels are given; more labels extend it.
 *
 * @throws VitestJudgeError `not-measured` where the held-out rows themselves were picked by verdict, or where verdicts
 * have changed since the draw was begun
 */
export async function measuringDraw(
  run: Run,
  target: Target,
  suite: TargetSuite,
  { name, labels: wanted, judge }: { name: string; labels: number | undefined; judge: string | undefined },
): Promise<MeasuringDraw> {
  const standing = standingFeedback(await readFeedback(suite.log))
  const people = standing.filter(({ source }) => source.type === 'HUMAN')
  const { frame, known } = frameOf(target, suite, people, judge)
  const samples = new Map(frame.map((item) => [item.id, item]))
  const before = people.filter(({ sampleId, draw }) => draw !== undefined && samples.has(sampleId))
  requireSameStrata(target.name, before, samples)
  const labels = Math.max(
    ...before.map(({ draw }) => draw?.labels ?? 0),
    wanted ?? (before.length > 0 ? 0 : defaultLabels),
  )
  const drawn = drawLabels(frame, {
    labels,
    placeOf: (id, purpose) => hashFraction(`measure:${purpose}:${target.name}:${id}`),
    labelled: new Set(before.map(({ sampleId }) => sampleId)),
  })
  const weights = labelWeights(frame, new Set(drawn.map(({ id }) => id)))
  const own = new Set(before.filter(({ source }) => source.name === name).map(({ sampleId }) => sampleId))
  const open = drawn.filter(({ id }) => !own.has(id))
  return {
    open: open.map(({ row }) => row),
    labels: drawn.length,
    given: drawn.length - open.length,
    strata: [...Map.groupBy(frame, ({ stratum }) => stratum)]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([stratum, items]) => ({
        name: stratum,
        samples: items.length,
        drawn: drawn.filter((item) => item.stratum === stratum).length,
      })),
    known,
    pickingOf: (row) => {
      const id = row.sampleId ?? ''
      const draw = { run: run.id, stratum: samples.get(id)?.stratum ?? 'scored', labels: Math.max(1, labels) }
      return { pickedBy: 'random', weight: weights.get(id) ?? 1, draw }
    },
  }
}

/**
 * Gives the labels of a draw the weights of the labels there are: of each stratum as many samples as there are for each
 * labelled one. Lines whose weight is another are said again with the new one; gives how many.
 */
export async function settleWeights(
  target: Target,
  suite: TargetSuite,
  judge: string | undefined,
): Promise<number> {
  const people = standingFeedback(await readFeedback(suite.log)).filter(
    ({ source }) => source.type === 'HUMAN',
  )
  const { frame } = frameOf(target, suite, people, judge)
  const ids = new Set(frame.map(({ id }) => id))
  const given = people.filter(({ draw, sampleId }) => draw !== undefined && ids.has(sampleId))
  const weights = labelWeights(frame, new Set(given.map(({ sampleId }) => sampleId)))
  const changed = given.flatMap((line): NewFeedback[] => {
    const weight = weights.get(line.sampleId)
    if (weight === undefined || Math.abs(weight - (line.weight ?? 0)) <= 1e-9 * weight) return []
    // At the same time, the line further down counts; a later one could turn a tie among people.
    const { id: _, supersedes: __, ...rest } = line
    return [{ ...rest, weight }]
  })
  if (changed.length > 0) await appendFeedback(suite.log, changed)
  return changed.length
}

/** What is drawn from: each held-out sample once that was judged, and whose truth is not known without a draw. */
function frameOf(
  target: Target,
  suite: TargetSuite,
  people: readonly Feedback[],
  judge: string | undefined,
): { frame: Drawn[]; known: number } {
  const measured = new Set(
    people
      .filter(
        ({ draw, pickedBy, weight }) => draw === undefined && !(isChosen(pickedBy) && weight === undefined),
      )
      .map(({ sampleId }) => sampleId),
  )
  const drawn = new Set(people.filter(({ draw }) => draw !== undefined).map(({ sampleId }) => sampleId))
  const form = formToMeasure(target, suite, judge)
  const frame = new Map<string, Drawn>()
  const known = new Set<string>()
  for (const row of suite.rows) {
    const { sampleId: id, split, weight } = row
    const verdict = row.verdicts.find((one) => one.judge === form)
    if (split !== 'heldout' || id === undefined || frame.has(id)) continue
    if (verdict === undefined || verdict.outcome === 'not-asked') continue
    if (isChosen(row.pickedBy) && weight === undefined) throw chosenRows(suite, row)
    if (truthOf(row, target.name) !== undefined || (measured.has(id) && !drawn.has(id))) known.add(id)
    else
      frame.set(id, { id, stratum: stratumOf(verdict, target), row, ...(weight !== undefined && { weight }) })
  }
  return { frame: [...frame.values()], known: known.size }
}

/** The form of the judge that makes the strata: the one asked for, else the aligned one where it has judged. */
function formToMeasure({ name }: Target, { rows }: TargetSuite, judge: string | undefined): string {
  if (judge === name) return name
  const aligned = `${name}@aligned`
  const hasJudged = rows.some(({ verdicts }) =>
    verdicts.some((verdict) => verdict.judge === aligned && verdict.outcome !== 'not-asked'),
  )
  return hasJudged ? aligned : name
}

function stratumOf(verdict: RunVerdict, { definition }: Target): string {
  if (verdict.outcome !== 'scored') return 'unscored'
  const passes = passing(definition)
  if (passes !== undefined) return passes(verdict.value) ? 'pass' : 'fail'
  return definition.valueType.type === 'label' ? String(verdict.value) : 'scored'
}

function requireSameStrata(
  name: string,
  before: readonly Feedback[],
  samples: ReadonlyMap<string, Drawn>,
): void {
  const moved = before.filter(({ sampleId, draw }) => samples.get(sampleId)?.stratum !== draw?.stratum)
  const [first] = moved
  if (first?.draw === undefined) return
  throw new VitestJudgeError('not-measured', {
    message: `${name} judges ${moved.length} of the ${before.length} labelled samples otherwise than in the run ${first.draw.run}, by whose verdicts they were drawn; expected the same verdicts, for the chances of a draw hang on them.`,
    hint: `The labels so far go on measuring, whatever the judge says now. To add to them: npx vitest-judge feedback --measure --judge ${name} --run ${first.draw.run}`,
  })
}

function chosenRows({ name }: TargetSuite, { id, pickedBy = 'verdict' }: RunRow): VitestJudgeError {
  return new VitestJudgeError('not-measured', {
    message: `The row ${id} of ${name} was picked for the data set as "${pickedBy}" and has no weight; expected held-out rows picked with known chances, as no draw among such rows stands for all.`,
    hint: 'Give such rows a weight, or take rows at random into the data set.',
  })
}

/** What a draw is, in a sentence. How often the judge passes is not told: who labels should not know. */
export function drawText({ labels, strata, known }: MeasuringDraw): string {
  const samples = strata.reduce((sum, stratum) => sum + stratum.samples, 0)
  const without =
    known === 0 ? '' : `; ${known} held-out ${known === 1 ? 'row has' : 'rows have'} a known truth already`
  const of = strata.length > 1 ? ', by what the judge said of them' : ''
  if (samples === 0) return `no held-out row to draw from${without}`
  return `${labels} of ${samples} held-out ${samples === 1 ? 'row' : 'rows'} drawn at random${of}${without}`
}

/** What a draw was made of, once all is labelled: `labels by verdict: 15 of 36 fail, 35 of 173 pass`. */
export function strataText({ strata }: MeasuringDraw): string {
  const parts = strata.map(({ name, samples, drawn }) => `${drawn} of ${samples} ${name}`)
  return `labels by verdict: ${parts.join(', ')}; each counts for as many rows as it stands for`
}
