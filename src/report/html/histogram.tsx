import { bin, type Bin } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { count } from '../format.ts'
import { Drawing, percentX } from './drawing.tsx'

const heightPx = 96
const bars = 20
/** Times beyond this many times the one of nine in ten are counted, and not drawn. */
const reach = 1.5

/** Times in bars of one width. */
export interface TimeBars {
  bins: readonly Bin<number, number>[]
  /** Where the drawing ends, in milliseconds. */
  end: number
  /** How many are in the tallest bar and how many are not drawn, in words. */
  text: string
}

/** How long answers took, in bars: up to one and a half times the time of nine in ten. One time or more. */
export function timeBars(timesMs: readonly number[], p90: number): TimeBars {
  const longest = Math.max(1, Math.min(Math.max(...timesMs), reach * p90))
  const [, end = longest] = scaleLinear([0, longest], [0, 1]).nice(4).domain()
  const scale = scaleLinear([0, end], [0, 1])
  const shown = timesMs.filter((time) => time <= end)
  const bins = bin().domain([0, end]).thresholds(scale.ticks(bars))(shown)
  const tallest = bins.reduce((best, one) => (one.length > best.length ? one : best))
  const longer = timesMs.length - shown.length
  const format = timeFormat(end)
  const most = `the tallest bar holds ${count(tallest.length, 'answer')}, from ${format(tallest.x0 ?? 0)} to ${format(tallest.x1 ?? end)}`
  return { bins, end, text: most + (longer > 0 ? `; ${longer} took longer than ${format(end)}` : '') }
}

/** The bars of how long answers took. */
export function Histogram({
  id,
  title,
  times: { bins, end, text },
}: {
  id: string
  title: string
  times: TimeBars
}) {
  const x = scaleLinear([0, end], [4, 96])
  const y = scaleLinear([0, Math.max(1, ...bins.map(({ length }) => length))], [heightPx, 4])
  const format = timeFormat(end)
  return (
    <Drawing id={id} title={title} description={`${text}.`} heightPx={heightPx + 22}>
      {bins.map(({ length, x0 = 0, x1 = 0 }) => (
        <rect
          class="bar"
          x={percentX(x(x0))}
          y={y(length)}
          width={percentX(Math.max(0, x(x1) - x(x0) - 0.4))}
          height={heightPx - y(length)}
        />
      ))}
      <line class="axis" x1="4%" x2="96%" y1={heightPx} y2={heightPx} />
      {x.ticks(4).map((tick) => (
        <text class="tick-text" x={percentX(x(tick))} y={heightPx + 16} text-anchor="middle">
          {format(tick)}
        </text>
      ))}
    </Drawing>
  )
}

/** Times in one unit for a whole axis. */
function timeFormat(end: number): (milliseconds: number) => string {
  return end < 1000
    ? (milliseconds) => `${Number(milliseconds.toFixed(1))} ms`
    : (milliseconds) => `${Number((milliseconds / 1000).toFixed(2))} s`
}
