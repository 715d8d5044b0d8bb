/** `1 example`, `1,010 examples`; `nouns` is the plural where it is not made with an s. */
export function count(number: number, noun: string, nouns = `${noun}s`): string {
  return `${grouped(number)} ${number === 1 ? noun : nouns}`
}

/** A whole number with its thousands apart: `12,345`. */
export function grouped(number: number): string {
  return number.toLocaleString('en-US')
}
