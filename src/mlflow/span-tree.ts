import type { JsonObject, JsonValue } from '../contract/index.ts'
import { keys, type Span } from './trace.ts'

/** Attributes that a node shows in places of their own, or that repeat what the trace says. */
const shown = new Set<string>([keys.inputs, keys.outputs, keys.spanType, keys.requestId])

/**
 * The spans of a trace as the tree that a judge with `{{ trace }}` is shown: each node has a `name`, and where they
 * are known `type`, `startMs` (from the trace's start), `durationMs`, `status` (unless it is OK), `message`, `inputs`,
 * `outputs`, other `attributes` and, in order of time, `children`. A trace with several roots is a list of them; a
 * span whose parent is not there is a root. Undefined without spans.
 */
export function spanTree(spans: readonly Span[]): JsonValue | undefined {
  const known = new Set(spans.map(({ id }) => id))
  const inOrder = spans.toSorted((left, right) => {
    const [a, b] = [left.start ?? 0n, right.start ?? 0n]
    return a < b ? -1 : a > b ? 1 : 0
  })
  const zero = inOrder.find(({ start }) => start !== undefined)?.start
  const below = Map.groupBy(inOrder, ({ id, parent }) =>
    parent !== undefined && parent !== id && known.has(parent) ? parent : undefined,
  )
  const nodes = new Map(inOrder.map((span) => [span.id, node(span, zero)]))
  const nodeOf = ({ id }: Span) => nodes.get(id) as JsonObject
  for (const [id, children] of below) {
    const above = id === undefined ? undefined : nodes.get(id)
    if (above !== undefined) above['children'] = children.map(nodeOf)
  }
  const roots = (below.get(undefined) ?? []).map(nodeOf)
  return roots.length > 1 ? roots : roots[0]
}

function node({ name, start, end, status, message, attributes }: Span, zero: bigint | undefined): JsonObject {
  const others = Object.entries(attributes).filter(([key]) => !shown.has(key))
  const { [keys.spanType]: type, [keys.inputs]: inputs, [keys.outputs]: outputs } = attributes
  return {
    name,
    ...(type !== undefined && { type }),
    ...(start !== undefined && zero !== undefined && { startMs: milliseconds(start - zero) }),
    ...(start !== undefined && end !== undefined && { durationMs: milliseconds(end - start) }),
    ...(status !== undefined && status !== 'OK' && { status }),
    ...(message !== undefined && { message }),
    ...(inputs !== undefined && { inputs }),
    ...(outputs !== undefined && { outputs }),
    ...(others.length > 0 && { attributes: Object.fromEntries(others) }),
  }
}

/** To a thousandth. */
function milliseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n) / 1000
}
