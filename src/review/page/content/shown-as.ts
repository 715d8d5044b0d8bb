import type { JsonValue } from '../../../contract/index.ts'
import { messagesOf } from './messages.ts'

/** The ways to look at a value. */
export const views = ['text', 'markdown', 'conversation', 'json'] as const

/** A way to look at a value. */
export type View = (typeof views)[number]

/** What a person chose for the parts of a sample, by title. */
export type ChosenViews = Record<string, View>

/** The ways in which a value can be looked at. */
export function viewsOf(value: JsonValue): View[] {
  return views.filter((view) => view !== 'conversation' || messagesOf(value) !== undefined)
}

/** The way in which a value is shown unless a person chooses: a conversation as one, nested data as JSON, else text. */
export function bestView(value: JsonValue): View {
  if (messagesOf(value) !== undefined) return 'conversation'
  if (typeof value === 'string') return looksLikeMarkdown(value) ? 'markdown' : 'text'
  if (typeof value !== 'object' || value === null) return 'text'
  const isFlat = Object.values(value).every((field) => typeof field !== 'object' || field === null)
  if (!isFlat || Object.keys(value).length > 12) return 'json'
  return Object.values(value).some((field) => typeof field === 'string' && looksLikeMarkdown(field))
    ? 'markdown'
    : 'text'
}

/** True where a text holds what nobody writes by chance: a heading, a fence, a list of several items, bold words. */
export function looksLikeMarkdown(text: string): boolean {
  const start = text.slice(0, 5000)
  return (
    /^#{1,6} \S/m.test(start) ||
    /^(```|~~~)/m.test(start) ||
    /\*\*\S[^*\n]*\*\*/.test(start) ||
    /(^[-*+] \S.*\n){2,}/m.test(`${start}\n`) ||
    /(^\d+\. \S.*\n){2,}/m.test(`${start}\n`)
  )
}
