/** Marks and overrides of direction, and what has no width: they hide, or turn what stands beside them round. */
const hidden = /[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g

/** A text in which each character that hides, or makes a text look like another, stands by its code, `[U+202E]`. */
export function hiddenAsCodes(text: string): string {
  return text.replaceAll(
    hidden,
    (mark) => `[U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
  )
}
