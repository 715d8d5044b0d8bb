import type { JudgeValue, ValueType } from '../../../contract/index.ts'

/** What a typed text is as a value of a judge, or what is wrong with it. */
export function typedValue(text: string, type: ValueType): { value: JudgeValue } | { wrong: string } {
  const typed = text.trim()
  if (typed === '') return { wrong: 'Type a value first.' }
  if (type.type === 'text') return { value: typed }
  if (type.type !== 'number') return typedLabel(typed, type.type === 'label' ? type.values : [])
  const number = Number(typed.replace(',', '.'))
  const isFit =
    Number.isFinite(number) &&
    number >= type.min &&
    number <= type.max &&
    (!type.integer || Number.isInteger(number))
  const kind = type.integer ? 'a whole number' : 'a number'
  return isFit ? { value: number } : { wrong: `“${typed}” is not ${kind} from ${type.min} to ${type.max}.` }
}

/** The one label that a text is, in any case of letters. */
function typedLabel(typed: string, labels: readonly string[]): { value: JudgeValue } | { wrong: string } {
  const folded = typed.toLowerCase()
  const fitting = labels.filter((label) => label.trim().toLowerCase() === folded)
  const [only] = fitting
  if (fitting.length === 1 && only !== undefined) return { value: only }
  return { wrong: `“${typed}” is none of the ${labels.length} labels; the box lists them.` }
}
