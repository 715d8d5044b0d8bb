import { scaleLinear } from 'd3-scale'
import { percentX } from './drawing.tsx'
import { Legend, Sign, type SignName } from './symbols.tsx'

/** One line of a forest plot: an estimate with its interval, or why there is none. */
export interface ForestRow {
  name: string
  /** The figures in words, which stand beside the name. */
  text: string
  /** Absent where there are no figures. */
  estimate?: { at: number; low: number; high: number }
  /** Further signs on the line. */
  signs?: readonly { name: Exclude<SignName, 'estimate'>; at: number }[]
  tone?: 'good' | 'bad' | 'doubtful' | 'quiet' | 'plain'
}

/** What a forest plot takes. */
export interface ForestPlotProps {
  id: string
  title: string
  rows: readonly ForestRow[]
  /** What stands at the ticks of the axis. */
  formatTick: (value: number) => string
  /** The ends of the axis; what the rows need by default. */
  domain?: readonly [number, number]
  /** A line from top to bottom, such as no difference. */
  reference?: { at: number; name: string }
  legend: readonly (readonly [SignName, string])[]
}

/** Where a value stands, in percent from the left. */
type Place = (value: number) => number

const lineHeightPx = 24
/** Room for the texts of the outermost ticks, in percent. */
const marginPercent = 4

/**
 * Estimates with their intervals, one below the other on one axis; names and figures stand above each line as text, which
 * breaks on a narrow screen.
 */
export function ForestPlot({ id, title, rows, formatTick, domain, reference, legend }: ForestPlotProps) {
  const [from, to] = domain ?? extentOf(rows, reference?.at)
  const scale = scaleLinear([from, to], [marginPercent, 100 - marginPercent])
  const x: Place = (value) => scale(Math.min(to, Math.max(from, value)))
  const ticks = scale.ticks(5)
  return (
    <>
      <Legend entries={legend} />
      <div class="forest">
        <svg class="grid" width="100%" height="100%" aria-hidden="true">
          {ticks.map((tick) => (
            <line x1={percentX(x(tick))} x2={percentX(x(tick))} y1="0" y2="100%" />
          ))}
          {reference !== undefined && (
            <line
              class="reference"
              x1={percentX(x(reference.at))}
              x2={percentX(x(reference.at))}
              y1="0"
              y2="100%"
            />
          )}
        </svg>
        {rows.map((row, place) => (
          <Line row={row} id={`${id}-${place}`} title={title} x={x} />
        ))}
      </div>
      <svg class="ticks" width="100%" height="20" aria-hidden="true">
        {ticks.map((tick) => (
          <text x={percentX(x(tick))} y="14" text-anchor="middle">
            {formatTick(tick)}
          </text>
        ))}
      </svg>
    </>
  )
}

function Line({ row, id, title, x }: { row: ForestRow; id: string; title: string; x: Place }) {
  const { name, text, estimate, signs = [], tone = 'plain' } = row
  const middle = lineHeightPx / 2
  return (
    <div class={`line ${tone}`}>
      <p>
        <b>{name}</b> <span>{text}</span>
      </p>
      <svg role="img" aria-labelledby={`${id}-name ${id}-figures`} width="100%" height={lineHeightPx}>
        <title id={`${id}-name`}>{`${title}: ${name}`}</title>
        <desc id={`${id}-figures`}>{text}</desc>
        {estimate !== undefined && <Interval estimate={estimate} middle={middle} x={x} />}
        {signs.map((sign) => (
          <Sign name={sign.name} x={x(sign.at)} y={sign.name === 'limit' ? middle - 7 : middle} />
        ))}
        {estimate !== undefined && <Sign name="estimate" x={x(estimate.at)} y={middle} />}
      </svg>
    </div>
  )
}

function Interval({
  estimate: { low, high },
  middle,
  x,
}: {
  estimate: { low: number; high: number }
  middle: number
  x: Place
}) {
  return (
    <>
      <line class="interval" x1={percentX(x(low))} x2={percentX(x(high))} y1={middle} y2={middle} />
      {[low, high].map((end) => (
        <line class="interval" x1={percentX(x(end))} x2={percentX(x(end))} y1={middle - 5} y2={middle + 5} />
      ))}
    </>
  )
}

/** The ends of an axis, round figures, on which all of these have room. */
export function extentOf(rows: readonly ForestRow[], reference?: number): [number, number] {
  const values = rows.flatMap(({ estimate, signs = [] }) => [
    ...(estimate === undefined ? [] : [estimate.low, estimate.high]),
    ...signs.map(({ at }) => at),
  ])
  if (reference !== undefined) values.push(reference)
  if (values.length === 0) return [0, 1]
  const [low, high] = scaleLinear([Math.min(...values), Math.max(...values)], [0, 1])
    .nice(5)
    .domain() as [number, number]
  return low === high ? [low - 0.1, high + 0.1] : [low, high]
}
