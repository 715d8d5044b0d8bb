import { type JudgeValue, passing, type Passing, VitestJudgeError } from '../../contract/index.ts'

/** The values that occur in a file, by which values in flags are understood. */
export interface KnownValues {
  add(value: JudgeValue | undefined): void
  all(): JudgeValue[]
  /**
   * The value that a flag's text stands for: `1` the number where the file holds numbers, else the text.
   *
   * @throws VitestJudgeError `invalid-usage` for a text that no value has
   */
  named(flag: string, text: string): JudgeValue
  /**
   * Which values pass: those named, else yes, true and pass; undefined where none of these occurs.
   *
   * @throws VitestJudgeError `invalid-usage` for a name that no value has
   */
  passes(names: readonly string[] | undefined): Passing | undefined
}

/** Collects values; none at first. */
export function knownValues(): KnownValues {
  const seen = new Set<JudgeValue>()
  const known: KnownValues = {
    add: (value) => {
      if (value !== undefined) seen.add(value)
    },
    all: () => [...seen],
    named(flag, text) {
      const found = known.all().find((value) => String(value) === text)
      if (found !== undefined) return found
      const texts = known.all().map(String).sort()
      throw new VitestJudgeError('invalid-usage', {
        message: `${flag} names ${text}, which is neither a truth nor a verdict; they are ${shown(texts)}.`,
        hint: `Write ${flag} with one of these.`,
      })
    },
    passes(names) {
      const values = known.all()
      if (names !== undefined) {
        const passed = new Set(names.map((name) => known.named('--positive', name)))
        return (value) => passed.has(value)
      }
      if (values.some((value) => typeof value === 'boolean'))
        return passing({ valueType: { type: 'boolean' } })
      const labels = values.filter((value) => typeof value === 'string')
      return passing({ valueType: { type: 'label', values: labels } })
    },
  }
  return known
}

function shown(texts: readonly string[]): string {
  return texts.slice(0, 20).join(', ') + (texts.length > 20 ? ` and ${texts.length - 20} more` : '')
}
