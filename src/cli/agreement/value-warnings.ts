import type { JudgeValue } from '../../contract/index.ts'

/**
 * What values themselves give reason to doubt, a sentence each: labels that differ only in case, surrounding blanks or
 * how accents are encoded, or in type, and so never agree, and numbers written as text, as every CSV file holds them.
 * None where all is well.
 */
export function valueWarnings(values: readonly (JudgeValue | undefined)[]): string[] {
  const texts = [...new Set(values)].filter((value) => typeof value === 'string').sort()
  const written = Map.groupBy(texts, (text) => text.trim().toLowerCase().normalize('NFC'))
  const alike = [...written.values()].filter((variants) => variants.length > 1)
  const byAccent = alike.some(
    (variants) => new Set(variants.map((text) => text.normalize('NFC'))).size < variants.length,
  )
  const others = [...new Set(values)].filter((value) => value !== undefined && typeof value !== 'string')
  const inType = others.filter((value) => texts.includes(String(value)))
  const areNumbers = texts.length > 0 && texts.every((text) => Number.isFinite(Number(text)))
  return [
    ...(alike.length > 0
      ? [
          `${firstThree(alike)} differ only in case${byAccent ? ', blanks or how accents are encoded' : ' or blanks'}, and count as different labels.`,
        ]
      : []),
    ...(inType.length > 0
      ? [
          `${firstThree(inType.map((value) => [value, String(value)]))} differ only in type, and count as different labels.`,
        ]
      : []),
    ...(areNumbers ? ['numbers written as text are taken for labels; --numbers reads them as numbers.'] : []),
  ]
}

function firstThree(variants: readonly (readonly (JudgeValue | undefined)[])[]): string {
  const shown = variants
    .slice(0, 3)
    .map((values) => values.map((value) => JSON.stringify(value)).join(' and '))
  return shown.join(', ') + (variants.length > 3 ? ` and ${variants.length - 3} more` : '')
}
