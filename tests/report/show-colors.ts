const names = new Map([
  ['1', 'bold'],
  ['2', 'dim'],
  ['31', 'red'],
  ['32', 'green'],
  ['33', 'yellow'],
  ['36', 'cyan'],
])

/** Escape sequences as words, so that a snapshot of colours can be read. */
export function showColors(text: string): string {
  return text.replaceAll(
    new RegExp(`${String.fromCodePoint(27)}\\[(\\d+)m`, 'gu'),
    (_, code: string) => `<${names.get(code) ?? ''}>`,
  )
}
