import { percent } from '../agreement/index.ts'
import type { ChangedHistoryJudge, History } from '../contract/index.ts'
import { count, formatCount, list, points, signedPoints } from './format.ts'
import type { Remark } from './remark.ts'
import { cell, type Column, type Table, type TableRow } from './table.ts'

/** One judge of one suite in one run. */
export interface HistoryEntry extends ChangedHistoryJudge {
  run: string
  time: string
  complete: boolean
  offline: boolean
}

/** One judge of one suite over the runs that have it, oldest first. */
export interface HistorySeries {
  suite: string
  judge: string
  /** `judge · suite`. */
  title: string
  entries: HistoryEntry[]
}

/** The judges of a history, each over time; those of the latest run first, in its order. */
export function historySeries({ runs }: Pick<History, 'runs'>): HistorySeries[] {
  const series = new Map<string, HistorySeries>()
  const keyOf = ({ file, suite, judge }: ChangedHistoryJudge) => JSON.stringify([file, suite, judge])
  for (const { judges } of runs.toReversed()) {
    for (const own of judges) {
      const { suite, judge } = own
      if (!series.has(keyOf(own))) {
        series.set(keyOf(own), { suite, judge, title: `${judge} · ${suite}`, entries: [] })
      }
    }
  }
  for (const { run, time, complete, offline, judges } of runs) {
    for (const own of judges) series.get(keyOf(own))?.entries.push({ ...own, run, time, complete, offline })
  }
  return [...series.values()]
}

/** What has changed before a run, and what its figures are no measure of, as clauses. */
export function entryMarks({ complete, offline, leaked }: HistoryEntry): string[] {
  return [
    ...(complete ? [] : ['partial']),
    ...(offline ? ['offline'] : []),
    ...(leaked === undefined ? [] : ['leaked']),
  ]
}

/** `memory and model`; undefined where nothing has changed. A memory is named by the id of its version. */
export function changeText({ changes, memory }: HistoryEntry): string | undefined {
  if (changes.length === 0) return undefined
  const names = changes.map((change) =>
    change === 'memory'
      ? memory === undefined
        ? 'no memory'
        : `memory (now ${memory.slice(0, 12)})`
      : change,
  )
  return list(names)
}

const columns: readonly Column[] = [
  { heading: 'rows', align: 'right' },
  { heading: 'accuracy', align: 'right' },
  { heading: '95 % interval', broken: ['95 %', 'interval'], align: 'left', close: true },
  { heading: '', align: 'left' },
]

/** The latest entries of a judge, a row each, oldest first; what has changed stands in a row before. */
export function historyTable({ entries }: HistorySeries, most: number): Table {
  return {
    title: 'run',
    columns,
    rows: entries.slice(-most).flatMap((entry): TableRow[] => {
      const change = changeText(entry)
      return [
        ...(change === undefined ? [] : [{ name: 'changed', tone: 'doubtful' as const, content: change }]),
        entryRow(entry),
      ]
    }),
  }
}

function entryRow(entry: HistoryEntry): TableRow {
  const { run, rows, accuracy } = entry
  const { estimate, low, high, reason = 'there are no rows' } = accuracy
  if (estimate === null) return { name: run, tone: 'plain', content: `no figures: ${reason}` }
  const isFaint = entryMarks(entry).length > 0
  return {
    name: run,
    tone: 'plain',
    content: [
      cell(formatCount(rows)),
      cell(percent(estimate), isFaint ? 'plain' : 'strong'),
      cell(`[${points(low)}, ${points(high)}]`, 'quiet'),
      cell(entryMarks(entry).join(', '), 'doubtful'),
    ],
  }
}

/** How many runs are not shown and what has them, and what the latest says of an aligned judge against its base. */
export function seriesRemarks(
  { entries }: HistorySeries,
  most: number,
  others = '--html and --json have them',
): Remark[] {
  const hidden = entries.length - most
  const latest = entries.at(-1)
  const changed = entries.findLast(({ changes }) => changes.length > 0)
  const before =
    changed === undefined
      ? undefined
      : entries.slice(0, entries.indexOf(changed)).findLast(({ complete }) => complete)
  return [
    ...(hidden > 0
      ? [
          {
            text: `${count(hidden, 'earlier run')} not shown; ${others}`,
            tone: 'quiet',
          } as const,
        ]
      : []),
    ...(latest?.base === undefined || latest.leaked !== undefined
      ? []
      : [{ text: baseText(latest.base), tone: latest.base.low > 0 ? 'good' : 'plain' } as const]),
    ...(changed === undefined || before === undefined
      ? []
      : [
          {
            text: `what the last change did, on the same rows: npx vitest-judge compare ${before.run} ${changed.run} --judge ${changed.judge}`,
            tone: 'quiet',
          } as const,
        ]),
  ]
}

function baseText({ judge, difference, low, high, rows }: NonNullable<HistoryEntry['base']>): string {
  return `in the latest run against ${judge}: ${signedPoints(difference)} points [${points(low)}, ${points(high)}] on ${count(rows, 'row')}`
}

/** What is to be said of a history besides its judges: how many runs, and what was left out. */
export function historyFacts({ runs, leftOut }: History): { text: string; notes: Remark[] } {
  const [first, last] = [runs[0], runs.at(-1)]
  const span =
    first === undefined || last === undefined
      ? ''
      : `, ${first.time.slice(0, 10)}${first.time.slice(0, 10) === last.time.slice(0, 10) ? '' : ` to ${last.time.slice(0, 10)}`}`
  return {
    text: count(runs.length, 'run') + span,
    notes: leftOut.map(({ file, reason }): Remark => ({
      text: `left out: ${reason.includes(file) ? '' : `${file}: `}${reason}`,
      tone: 'doubtful',
    })),
  }
}

/** What a history shows and does not. */
export const historyMeaning =
  'accuracy on held-out rows, with the interval of each run alone. Runs of other rows, and of a judge that has changed, are no fair comparison by the eye: compare holds two runs against each other on the rows that both have.'
