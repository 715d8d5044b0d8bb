import type { JudgeValue, ValueType } from '../contract/index.ts'

/** One key that means a value. */
export interface ValueKey {
  key: string
  value: JudgeValue
}

/** Letters that are commands of a session, and never values. */
const commandLetters = new Set('bimqsu')

/**
 * The keys for the values of a judge of labels or booleans: the first letter of a value where no other value has it and
 * it is no command, else its number, after nine any letter of its own that is free. None for numbers and text, and where
 * there are more values than keys: these are typed.
 */
export function keysFor(valueType: ValueType): ValueKey[] {
  const values =
    valueType.type === 'label' ? valueType.values : valueType.type === 'boolean' ? [true, false] : []
  const letters = values.map((value) => String(value).charAt(0).toLowerCase())
  const taken = new Set<string>()
  const keys: (string | undefined)[] = letters.map((letter, index) => {
    const isOwn = letters.filter((other) => other === letter).length === 1 && isFree(letter)
    const key = isOwn ? letter : index < 9 ? String(index + 1) : undefined
    if (key !== undefined) taken.add(key)
    return key
  })
  for (const [index, value] of values.entries()) {
    keys[index] ??= Array.from(String(value).toLowerCase()).find(
      (letter) => isFree(letter) && !taken.has(letter),
    )
    taken.add(keys[index] ?? '')
  }
  return keys.includes(undefined) ? [] : values.map((value, index) => ({ key: keys[index] as string, value }))
}

function isFree(letter: string): boolean {
  return /^[a-z]$/.test(letter) && !commandLetters.has(letter)
}

/** The value that a pressed key means, by letter in either case or by number; undefined for none. */
export function valueOfKey(keys: readonly ValueKey[], pressed: string): JudgeValue | undefined {
  const key = pressed.toLowerCase()
  return (keys.find((one) => one.key === key) ?? (/^[1-9]$/.test(key) ? keys[Number(key) - 1] : undefined))
    ?.value
}
