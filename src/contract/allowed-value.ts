import type { ValueType } from './judge.ts'
import type { JudgeValue } from './verdict.ts'

/** True when a judge of this value type may answer with the value. */
export function isAllowed(valueType: ValueType, value: JudgeValue): boolean {
  if (valueType.type === 'label') return typeof value === 'string' && valueType.values.includes(value)
  if (valueType.type === 'boolean') return typeof value === 'boolean'
  if (valueType.type === 'text') return typeof value === 'string' && value.trim() !== ''
  const inRange = typeof value === 'number' && value >= valueType.min && value <= valueType.max
  return inRange && (!valueType.integer || Number.isInteger(value))
}
