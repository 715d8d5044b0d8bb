import type { JsonValue } from '../../contract/index.ts'
import { emptyWords, features, words } from './words.ts'

/** All text of a JSON value, keys left out. */
export function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'object') return String(value)
  return (Array.isArray(value) ? value : Object.values(value)).map(textOf).join('\n')
}

/** The short strings of a JSON value: what an answer names. */
export function shortAnswers(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return value.length <= 40 ? [value.trim()] : []
  if (typeof value !== 'object' || value === null) return []
  return (Array.isArray(value) ? value : Object.values(value)).flatMap(shortAnswers)
}

/** The terms that a prompt explains: its lines of the form `- TERM: explanation`. */
export function explainedTerms(prompt: string): Map<string, string> {
  const terms = new Map<string, string>()
  for (const match of prompt.matchAll(
    /^\s*(?:[-*]\s+)?["'“]?([\p{L}\p{N}][\p{L}\p{N} _-]{0,39}?)["'”]?\s*(?::|=|–|—)\s+(\S.*)$/gmu,
  )) {
    const [, term, explanation] = match
    if (term !== undefined && explanation !== undefined && !terms.has(term)) terms.set(term, explanation)
  }
  return terms
}

/** How much of an explanation's wording a text takes up: shared words, single ones and pairs, of any content. */
export function wordingShared(text: string, explanation: string): number {
  const present = features(text)
  const wanted = [...features(explanation)].filter((feature) => !emptyWords.has(feature))
  return (
    wanted.filter((feature) => present.has(feature)).length /
    Math.sqrt(Math.max(1, words(explanation).length))
  )
}

/** Cosine of two texts' sets of words and pairs of words, the empty words left out: 0 to 1. */
export function likeness(left: string, right: string): number {
  const leftFeatures = [...features(left)].filter((feature) => !emptyWords.has(feature))
  const rightFeatures = new Set([...features(right)].filter((feature) => !emptyWords.has(feature)))
  if (leftFeatures.length === 0 || rightFeatures.size === 0) return 0
  const shared = leftFeatures.filter((feature) => rightFeatures.has(feature)).length
  return shared / Math.sqrt(leftFeatures.length * rightFeatures.size)
}

/** What a sample's text says: its inputs, conversation and trace. */
export function sampleText(fields: Record<string, JsonValue | undefined>): string {
  return [fields['inputs'], fields['conversation'], fields['trace']].map(textOf).join('\n')
}
