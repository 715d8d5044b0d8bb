import type { JudgeDefinition } from './judge.ts'
import type { JudgeValue } from './verdict.ts'

/** Says whether a value passes. */
export type Passing = (value: JudgeValue) => boolean

/**
 * Which values of a judge pass. Its `passes` decides; without it `yes`, `true` and `pass` in any case, and the
 * boolean true. Undefined when that cannot be known: no label is one of those, or the judge answers with
 * numbers or text and says no `passes`.
 */
export function passing(definition: Pick<JudgeDefinition, 'passes' | 'valueType'>): Passing | undefined {
  const { passes, valueType } = definition
  if (Array.isArray(passes)) return (value) => passes.includes(value)
  if (passes !== undefined) {
    return 'atLeast' in passes
      ? (value) => typeof value === 'number' && value >= passes.atLeast
      : (value) => typeof value === 'number' && value <= passes.atMost
  }
  if (valueType.type === 'boolean') return passesByItself
  if (valueType.type === 'label' && valueType.values.some(passesByItself)) return passesByItself
  return undefined
}

function passesByItself(value: JudgeValue): boolean {
  return (
    value === true || (typeof value === 'string' && ['yes', 'true', 'pass'].includes(value.toLowerCase()))
  )
}
