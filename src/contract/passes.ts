import type { JudgeDefinition } from './judge.ts'
import type { JudgeValue } from './verdict.ts'

const passingWords = new Set(['yes', 'true', 'pass'])

/**
 * Which values of a judge pass: what its `passes` says; without it `true` and the labels `yes`, `true`, `pass`
 * (any case). Undefined when neither tells: such a judge needs `passes`.
 */
export function passing(
  definition: Pick<JudgeDefinition, 'valueType' | 'passes'>,
): ((value: JudgeValue) => boolean) | undefined {
  const { valueType, passes } = definition
  if (Array.isArray(passes)) return (value) => passes.includes(value)
  if (passes !== undefined && 'atLeast' in passes) return (value) => Number(value) >= passes.atLeast
  if (passes !== undefined) return (value) => Number(value) <= passes.atMost
  if (valueType.type === 'boolean') return (value) => value === true
  if (valueType.type !== 'label') return undefined
  const words = valueType.values.filter((value) => passingWords.has(value.toLowerCase()))
  return words.length === 0 ? undefined : (value) => words.includes(String(value))
}
