import { InvalidArgumentError } from 'commander'

/** The value of a flag that may be given again: all its values, in their order. */
export function append(value: string, before: string[] = []): string[] {
  return [...before, value]
}

/**
 * A whole number above 0, of at most nine digits.
 *
 * @throws InvalidArgumentError of commander for anything else
 */
export function positive(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError(`Expected a whole number above 0, received ${JSON.stringify(text)}.`)
}
