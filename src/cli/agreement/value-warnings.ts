import type { JudgeValue } from '../../contract/index.ts'

/**
 * What values themselves give reason to doubt, a sentence each: labels that differ only in case or surrounding
 * blanks and so never agree, and numbers written as text, as every CSV file holds them. None where all is well.
 */
export function valueWarnings(values: readonly (JudgeValue | undefined)[]): string[] {
  const texts = [...new Set(values)].filter((value) => typeof value === 'string').sort()
  const written = Map.groupBy(texts, (text) => text.trim().toLowerCase())
  const alike = [...written.values()].filter((variants) => variants.length > 1)
  const shown = alike.map((variants) => variants.map((text) => JSON.stringify(text)).join(' and '))
  const areNumbers = texts.length > 0 && texts.every((text) => Number.isFinite(Number(text)))
  return [
    ...(alike.length > 0
      ? [
          `${shown.slice(0, 3).join(', ')}${alike.length > 3 ? ` and ${alike.length - 3} more` : ''} differ only in case or blanks, and count as different labels.`,
        ]
      : []),
    ...(areNumbers ? ['numbers written as text are taken for labels; --numbers reads them as numbers.'] : []),
  ]
}
