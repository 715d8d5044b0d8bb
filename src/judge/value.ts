import { isAllowed, type JudgeValue, type ValueType } from '../contract/index.ts'

/** The allowed values of a judge in words, as prompts and errors give them. */
export function allowedValues(valueType: ValueType): string {
  if (valueType.type === 'label')
    return `one of ${valueType.values.map((value) => JSON.stringify(value)).join(', ')}`
  if (valueType.type === 'boolean') return 'true or false'
  if (valueType.type === 'text') return 'a text'
  return `${valueType.integer ? 'a whole number' : 'a number'} from ${valueType.min} to ${valueType.max}`
}

/**
 * The allowed value that an answer is, or undefined. Text counts when, trimmed and case-folded, it equals
 * exactly one allowed value, and is stored in that value's spelling; no synonyms are guessed.
 */
export function toJudgeValue(valueType: ValueType, answer: unknown): JudgeValue | undefined {
  const text = typeof answer === 'string' ? answer.trim() : undefined
  if (valueType.type === 'label') {
    return valueType.values.find((value) => value.trim().toLowerCase() === text?.toLowerCase())
  }
  if (valueType.type === 'text') return text === '' ? undefined : text
  const typed = text === undefined ? answer : typedText(text)
  return isJudgeValue(typed) && isAllowed(valueType, typed) ? typed : undefined
}

/**
 * The allowed value that a person, a program or a file gave, or undefined: as `toJudgeValue`, and a number or boolean
 * counts as its text where the judge answers with text, as `4` does for the label `"4"`. Numbers are numbers however
 * they are written: `"4.0"` is the label `"4"`, unless another label is that number, too.
 */
export function toTaughtValue(valueType: ValueType, given: JudgeValue): JudgeValue | undefined {
  return (
    toJudgeValue(valueType, given) ??
    toJudgeValue(valueType, String(given)) ??
    (valueType.type === 'label' ? labelOfNumber(valueType.values, String(given).trim()) : undefined)
  )
}

function labelOfNumber(labels: readonly string[], text: string): string | undefined {
  const number = typedText(text)
  if (typeof number !== 'number') return undefined
  const [label, ...others] = labels.filter((candidate) => typedText(candidate.trim()) === number)
  return others.length === 0 ? label : undefined
}

function typedText(text: string): JudgeValue {
  const folded = text.toLowerCase()
  if (folded === 'true' || folded === 'false') return folded === 'true'
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text
}

function isJudgeValue(value: unknown): value is JudgeValue {
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  )
}
