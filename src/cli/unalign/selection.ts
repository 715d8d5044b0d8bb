import { dirname, resolve } from 'node:path'
import {
  ForgottenTexts,
  forgetsSamples,
  guidelineWording,
  lineTest,
  namedTest,
  rationaleWording,
  sampleWording,
  type Content,
  type ForgetCriteria,
} from '../../align/index.ts'
import { VitestJudgeError, type Episode, type Feedback } from '../../contract/index.ts'
import { feedbackPath, forgottenTest } from '../../feedback/index.ts'
import { contentHash, projectPath } from '../../io/index.ts'
import { visitRuns } from './files.ts'
import type { LogPlace, Places } from './places.ts'

/** What is to be forgotten, wherever it stands. */
export interface Selection {
  /** Samples that are forgotten whole: their row ids by sample id. */
  samples: Map<string, string>
  /** Their rows, those without an answer included. */
  rowIds: Set<string>
  /** Folders of eval files in which these samples are known. */
  homes: Set<string>
  isForgotten: (sample: { sampleId?: string | undefined; rowId: string }) => boolean
  isRemoved: (line: Feedback) => boolean
  removed: Map<LogPlace, Feedback[]>
  /** Judges that could learn these samples from the truth, as runs tell: by the path of their log. */
  learners: Map<string, { judge: string; home: string }>
  texts: ForgottenTexts
}

/**
 * Finds out what the criteria lead to: in logs, memories, their versions, and run files.
 *
 * @throws VitestJudgeError `invalid-usage` where nothing fits them, or a row id means different rows
 */
export async function select(root: string, criteria: ForgetCriteria, places: Places): Promise<Selection> {
  const isLine = lineTest(criteria)
  const texts = new ForgottenTexts()
  const selection: Selection = {
    samples: new Map(),
    rowIds: new Set(),
    homes: new Set(),
    isForgotten: () => false,
    isRemoved: isLine,
    removed: new Map(),
    learners: new Map(),
    texts,
  }
  if (forgetsSamples(criteria)) {
    await selectSamples(root, criteria, places, selection)
    refuseUnknown(criteria.samples, places, selection)
  }
  const { isForgotten } = selection
  selection.isRemoved = (line) =>
    isLine(line) || (line.forgotten !== true && isForgotten({ sampleId: line.sampleId, rowId: line.rowId }))
  for (const log of places.logs) {
    const lines = log.lines.filter(selection.isRemoved)
    if (lines.length > 0) selection.removed.set(log, lines)
    for (const { rationale = '' } of lines) texts.add(rationaleWording(rationale))
  }
  return selection
}

async function selectSamples(
  root: string,
  criteria: ForgetCriteria,
  places: Places,
  selection: Selection,
): Promise<void> {
  const isNamed = namedTest(criteria)
  const { samples, rowIds, homes, texts } = selection
  const found: { rowId: string; home: string; inputs: string }[] = []
  const note = (home: string, sampleId: string | undefined, rowId: string, sample?: Content) => {
    if (sampleId !== undefined) samples.set(sampleId, rowId)
    rowIds.add(rowId)
    homes.add(home)
    if (sample === undefined) return
    texts.add(sampleWording(sample))
    if (criteria.samples.includes(rowId)) found.push({ rowId, home, inputs: contentHash(sample.inputs) })
  }
  for (const { home, lines } of places.logs) {
    for (const line of lines.filter(isNamed))
      if (line.forgotten !== true) note(home, line.sampleId, line.rowId)
  }
  for (const { home, stored, versions } of places.memories) {
    for (const { episodes } of [stored.memory, ...versions])
      for (const episode of episodes.filter(isNamed)) {
        note(home, episode.sampleId, episode.rowId, episode)
        texts.add(rationaleWording(episode.rationale))
      }
  }
  const isHere = (file: string) => isPlace(places, resolve(root, dirname(file)))
  await visitRuns(root, (run) => {
    for (const { file, rows, judges } of run.suites.filter((suite) => isHere(suite.file))) {
      const home = resolve(root, dirname(file))
      const named = rows.filter((row) => isNamed({ sampleId: row.sampleId, rowId: row.id }))
      for (const row of named) note(home, row.sampleId, row.id, row)
      if (named.length === 0) continue
      for (const { definition, memoryFolder } of judges) {
        const judge = definition.name
        if (memoryFolder !== undefined) selection.learners.set(feedbackPath(home, judge), { judge, home })
      }
    }
  })
  for (const [rowId, same] of Map.groupBy(found, (each) => each.rowId)) refuseDifferentRows(root, rowId, same)
  selection.isForgotten = (sample) =>
    isNamed(sample) || (sample.sampleId !== undefined && samples.has(sample.sampleId))
}

/** @throws VitestJudgeError `invalid-usage` for an id that nothing here has; one that was forgotten is no such. */
function refuseUnknown(ids: readonly string[], { logs }: Places, { samples, rowIds }: Selection): void {
  const wasForgotten = forgottenTest(logs.flatMap(({ lines }) => lines))
  const unknown = ids.filter(
    (id) => !samples.has(id) && !rowIds.has(id) && !wasForgotten({ id, sampleId: id }),
  )
  if (unknown.length === 0) return
  throw new VitestJudgeError('invalid-usage', {
    message: `No feedback, memory or run here knows the sample or row ${unknown.join(', ')}; expected the id of one that is kept here.`,
    hint: 'npx vitest-judge memory show and npx vitest-judge report name rows; ids of samples stand in feedback logs and run files (sampleId).',
  })
}

/** With one judge or one memory asked for, only runs of the suites beside it are meant. */
function isPlace({ logs, memories, isLimited }: Places, home: string): boolean {
  return !isLimited || [...logs, ...memories].some((place) => place.home === home)
}

function refuseDifferentRows(
  root: string,
  rowId: string,
  found: readonly { home: string; inputs: string }[],
): void {
  const [first, ...others] = Map.groupBy(found, ({ home }) => home)
  const known = new Set(first?.[1].map(({ inputs }) => inputs))
  const other = others.find(([, rows]) => rows.every(({ inputs }) => !known.has(inputs)))
  if (first === undefined || other === undefined) return
  throw new VitestJudgeError('invalid-usage', {
    message: `The row id ${rowId} means different rows in ${projectPath(root, first[0])} and ${projectPath(root, other[0])}; expected one row.`,
    hint: 'Say which: --memory <folder of a memory>; or name the sample by its sample id, which run files and logs hold.',
  })
}

/**
 * Takes out of the texts to look for what other samples, other feedback and guidelines that stay say too.
 */
export async function excludeOthers(
  root: string,
  places: Places,
  { rowIds, texts, isForgotten, isRemoved }: Selection,
  left: { episodes: readonly Episode[]; guidelines: readonly string[] },
): Promise<void> {
  for (const episode of left.episodes) {
    texts.exclude(sampleWording(episode))
    texts.exclude(rationaleWording(episode.rationale))
  }
  texts.exclude(guidelineWording(left.guidelines))
  for (const { lines } of places.logs) {
    for (const line of lines) if (!isRemoved(line)) texts.exclude(rationaleWording(line.rationale ?? ''))
  }
  // Another answer to the same row, which only runs know, has no claim to the row's text.
  await visitRuns(root, (run) => {
    for (const { rows } of run.suites) {
      for (const row of rows) {
        const isForgottenRow = isForgotten({ sampleId: row.sampleId, rowId: row.id })
        if (!isForgottenRow && !rowIds.has(row.id)) texts.exclude(sampleWording(row))
      }
    }
  })
}
