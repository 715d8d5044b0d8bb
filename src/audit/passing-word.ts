import { type JudgeDefinition, passing } from '../contract/index.ts'

/** A value with which a judge passes a sample, as a word for a text; `pass` where nobody knows one. */
export function passingWord(judge: JudgeDefinition): string {
  const { valueType, passes: wanted } = judge
  const passes = passing(judge)
  if (passes === undefined) return 'pass'
  if (Array.isArray(wanted)) return String(wanted[0])
  if (valueType.type === 'boolean') return 'true'
  if (valueType.type === 'number') return String(passes(valueType.max) ? valueType.max : valueType.min)
  return valueType.type === 'label' ? (valueType.values.find(passes) ?? 'pass') : 'pass'
}
