import type { PairedFigures } from '../agreement/index.ts'
import { formatCount, formatP, points, signedPoints } from './format.ts'
import type { Remark } from './remark.ts'
import { cell, type Table } from './table.ts'

/** The two by two table of a comparison, in words. */
export function pairedTable(
  { rows, both, onlyFirst, onlySecond }: PairedFigures,
  names: readonly [string, string],
): Table {
  const [first, second] = names
  const row = (name: string, number: number) => ({
    name,
    tone: 'plain' as const,
    content: [cell(formatCount(number)), cell(`${((100 * number) / rows).toFixed(1)} %`, 'quiet')],
  })
  const neither = rows - both - onlyFirst - onlySecond
  return {
    title: 'right',
    columns: [
      { heading: 'rows', align: 'right' },
      { heading: '', align: 'right' },
    ],
    rows: [
      row('both', both),
      row(`only ${first}`, onlyFirst),
      row(`only ${second}`, onlySecond),
      row('neither', Math.abs(neither) < 1e-6 ? 0 : neither),
    ],
  }
}

/** The difference of a comparison, who is better by it, and how sure that is. */
export function differenceRemarks(
  { onlyFirst, onlySecond, difference, low, high, exact, midP }: PairedFigures,
  [first, second]: readonly [string, string],
  { smallestDrop, adjustedMidP }: { smallestDrop?: string | undefined; adjustedMidP?: number | undefined },
): Remark[] {
  if (onlyFirst + onlySecond === 0) return [{ text: 'both right or both wrong on all rows', tone: 'plain' }]
  const better =
    low > 0 ? `${first} is better` : high < 0 ? `${second} is better` : 'neither is shown to be better'
  const adjusted =
    adjustedMidP === undefined
      ? ''
      : `, ${formatP(adjustedMidP).replace('= ', '')} after Holm for all comparisons`
  return [
    {
      text: `difference ${signedPoints(difference)} points [${points(low)}, ${points(high)}]: ${better}`,
      tone: low > 0 || high < 0 ? 'strong' : 'plain',
    },
    { text: `exact McNemar p ${formatP(exact)}, mid-p ${formatP(midP)}${adjusted}`, tone: 'plain' },
    ...(smallestDrop === undefined ? [] : [{ text: smallestDrop, tone: 'quiet' } as const]),
  ]
}
