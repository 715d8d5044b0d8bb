import type { JsonValue, Sample } from '../contract/index.ts'
import type { ChangedSample, DoesNotApply } from './probe.ts'

/** Which text of the outputs a probe changes. */
export interface FieldOption {
  /**
   * The path of a text in object outputs, such as `answer` or `answers.0.text`; not needed where the outputs are a text,
   * or an object with one text alone.
   */
  field?: string
}

/**
 * The sample with its text changed. It does not apply where the outputs hold no such text, where that is empty, and
 * where `change` says so.
 */
export async function changeText(
  sample: Sample,
  { field }: FieldOption,
  change: (text: string) => string | DoesNotApply | Promise<string | DoesNotApply>,
): Promise<ChangedSample | DoesNotApply> {
  const { outputs } = sample
  const path = typeof outputs === 'string' ? [] : (field?.split('.') ?? onlyText(outputs))
  if (path === undefined) {
    return { doesNotApply: 'the outputs are not a text, nor an object with one text: say which by `field`' }
  }
  const text = valueAt(outputs, path)
  if (typeof text !== 'string') {
    return { doesNotApply: `the outputs have no text ${JSON.stringify(field)}` }
  }
  if (text.trim() === '') return { doesNotApply: 'the text is empty' }
  const changed = await change(text)
  return typeof changed === 'string' ? { ...sample, outputs: withValue(outputs, path, changed) } : changed
}

/** What stands at a path of a value; undefined where nothing does. */
export function valueAt(value: JsonValue, [key, ...rest]: readonly string[]): JsonValue | undefined {
  if (key === undefined) return value
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return valueAt((value as Record<string, JsonValue>)[key] as JsonValue, rest)
}

/** A value with another at a path; the path must be there. */
export function withValue(
  value: JsonValue,
  [key, ...rest]: readonly string[],
  changed: JsonValue,
): JsonValue {
  if (key === undefined) return changed
  if (Array.isArray(value)) {
    return value.map((one, index) => (String(index) === key ? withValue(one, rest, changed) : one))
  }
  const object = value as Record<string, JsonValue>
  return { ...object, [key]: withValue(object[key] as JsonValue, rest, changed) }
}

function onlyText(outputs: JsonValue): string[] | undefined {
  if (typeof outputs !== 'object' || outputs === null || Array.isArray(outputs)) return undefined
  const texts = Object.keys(outputs).filter((key) => typeof outputs[key] === 'string')
  return texts.length === 1 ? texts : undefined
}
