import { symbol, symbolCircle, symbolDiamond, symbolTriangle, type SymbolType } from 'd3-shape'
import { percentX } from './drawing.tsx'

/** What stands in a drawing: an estimate, a baseline, a limit that a gate or an audit sets. */
export type SignName = 'estimate' | 'baseline' | 'limit'

const shapes: Record<SignName, { type: SymbolType; area: number; turn: number }> = {
  estimate: { type: symbolCircle, area: 80, turn: 0 },
  baseline: { type: symbolDiamond, area: 70, turn: 0 },
  limit: { type: symbolTriangle, area: 60, turn: 180 },
}

/** A sign at a place of a drawing, in percent from the left and pixels from the top; `tone` is a further class. */
export function Sign({ name, x, y, tone = '' }: { name: SignName; x: number; y: number; tone?: string }) {
  return (
    <svg x={percentX(x)} y={y} overflow="visible">
      <Shape name={name} tone={tone} />
    </svg>
  )
}

function Shape({ name, tone }: { name: SignName; tone: string }) {
  const { type, area, turn } = shapes[name]
  return (
    <path
      class={`sign ${name} ${tone}`}
      d={symbol(type, area)() ?? ''}
      {...(turn > 0 && { transform: `rotate(${turn})` })}
    />
  )
}

/** What the signs of a drawing mean. */
export function Legend({ entries }: { entries: readonly (readonly [SignName, string])[] }) {
  return (
    <ul class="legend">
      {entries.map(([name, text]) => (
        <li>
          <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
            <Shape name={name} tone="" />
          </svg>
          {text}
        </li>
      ))}
    </ul>
  )
}
