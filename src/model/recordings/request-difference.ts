import type { RequestOutline } from './request-outline.ts'

const longest = 200
const shownLength = 40
const shownBefore = 12

/** In what a recorded request differs from another, the most telling first, in words of at most 200 characters. */
export function firstDifference(here: RequestOutline, recorded: RequestOutline): string {
  const names = new Set([...here.fields.keys(), ...recorded.fields.keys()])
  const parts = [...names].flatMap((name) =>
    difference(name, here.fields.get(name), recorded.fields.get(name), (text) => text),
  )
  const count = Math.max(here.texts.length, recorded.texts.length)
  for (let index = 0; index < count && !parts.some((part) => part.startsWith('the ')); index++) {
    const [own, other] = [here.texts[index], recorded.texts[index]]
    const label = own?.label ?? other?.label ?? ''
    const others = own === undefined || own.label === other?.label ? other?.text : undefined
    parts.push(...difference(`the ${label}`, own?.text, others, (text) => JSON.stringify(text)))
  }
  const text = `the nearest recorded request differs in ${parts.join(' and ')}`
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

function difference(
  name: string,
  here: string | undefined,
  recorded: string | undefined,
  show: (text: string) => string,
): string[] {
  if (here === recorded) return []
  if (here === undefined || recorded === undefined || Math.max(here.length, recorded.length) <= shownLength) {
    const [own, other] = [here, recorded].map((text) => (text === undefined ? 'none' : show(cut(text, 0))))
    return [`${name}: ${own} here, ${other} recorded`]
  }
  let shared = 0
  while (shared < here.length && here[shared] === recorded[shared]) shared += 1
  const [own, other] = [here, recorded].map((text) => JSON.stringify(cut(text, shared - shownBefore)))
  return [`${name} at character ${shared + 1}: ${own} here, ${other} recorded`]
}

/** A part of a text, with `…` where something is left out. */
function cut(text: string, from: number): string {
  const start = Math.max(0, from)
  const end = start + shownLength
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`
}
