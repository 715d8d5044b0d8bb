import { scaleLinear, scalePoint } from 'd3-scale'
import { area, line } from 'd3-shape'
import { percent } from '../../agreement/index.ts'
import { Drawing, percentX } from './drawing.tsx'
import { Sign } from './symbols.tsx'

/** One measurement in an order: an accuracy with its interval. */
export interface ProgressPoint {
  name: string
  /** In [0, 1]; absent where nothing is known. */
  figures?: { at: number; low: number; high: number }
  /** The accuracy of what it is held against, in [0, 1]. */
  baseline?: number
  /** What has changed since the one before, in words. */
  change?: string
  /** True where the measurement counts less: partial, or of the offline stand-in. */
  isFaint?: boolean
}

const heightPx = 190
const axisHeightPx = 24
const mostTicks = 8

/** Accuracy from one measurement to the next, with intervals; a dashed line where something has changed. */
export function ProgressChart({
  id,
  title,
  points,
}: {
  id: string
  title: string
  points: readonly ProgressPoint[]
}) {
  const places = points.map((_, place) => String(place))
  const x = scalePoint(places, [9, 97]).padding(points.length < 2 ? 0.5 : 0.2)
  const known = points.flatMap((point, place) =>
    point.figures === undefined ? [] : [{ ...point.figures, place, point }],
  )
  const lows = [...known.map(({ low }) => low), ...points.flatMap(({ baseline = 1 }) => baseline)]
  const y = scaleLinear([Math.floor(10 * Math.min(...lows)) / 10, 1], [heightPx, 8])
  const at = (place: number) => x(String(place)) ?? 0
  const every = Math.ceil(points.length / mostTicks)
  const path = line<(typeof known)[number]>(
    ({ place }) => at(place),
    ({ at: accuracy }) => y(accuracy),
  )(known)
  const band = area<(typeof known)[number]>(
    ({ place }) => at(place),
    ({ low }) => y(low),
    ({ high }) => y(high),
  )(known)
  const described = points
    .map(({ name, figures, change }) =>
      [
        `${name}: ${figures === undefined ? 'not measured' : percent(figures.at)}`,
        ...(change === undefined ? [] : [`changed: ${change}`]),
      ].join(', '),
    )
    .join('. ')
  return (
    <Drawing id={id} title={title} description={`${described}.`} heightPx={heightPx + axisHeightPx}>
      {y.ticks(5).map((tick) => (
        <g class="tick">
          <line x1="9%" x2="100%" y1={y(tick)} y2={y(tick)} />
          <text x="0" y={y(tick) + 4}>
            {`${Math.round(100 * tick)} %`}
          </text>
        </g>
      ))}
      {points.map(({ change }, place) =>
        change === undefined ? null : (
          <line class="change" x1={percentX(at(place))} x2={percentX(at(place))} y1={0} y2={heightPx} />
        ),
      )}
      <svg
        width="100%"
        height={heightPx}
        viewBox={`0 0 100 ${heightPx}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {band !== null && <path class="band" d={band} />}
        {path !== null && <path class="course" d={path} vector-effect="non-scaling-stroke" />}
      </svg>
      {points.map(({ baseline }, place) =>
        baseline === undefined ? null : <Sign name="baseline" x={at(place)} y={y(baseline)} />,
      )}
      {known.map(({ place, low, high, at: accuracy, point }) => (
        <g>
          <line class="interval" x1={percentX(at(place))} x2={percentX(at(place))} y1={y(low)} y2={y(high)} />
          <Sign name="estimate" x={at(place)} y={y(accuracy)} tone={point.isFaint === true ? 'faint' : ''} />
        </g>
      ))}
      {points.map(({ name }, place) =>
        place % every === 0 ? (
          <text class="tick-text" x={percentX(at(place))} y={heightPx + 18} text-anchor="middle">
            {name}
          </text>
        ) : null,
      )}
    </Drawing>
  )
}
