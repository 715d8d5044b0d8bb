const opening = '<details>'
const closing = '</details>'
const notice =
  'The rest is left out, because it would be too long here: `npx vitest-judge report` shows all of it.'

/** Lines as one text of fewer than `limit` characters; a cut one ends in a line that says so. */
export function capMarkdown(lines: readonly string[], limit: number): string {
  const whole = `${lines.join('\n')}\n`
  if (whole.length < limit) return whole
  const ending = `\n${closing}\n\n${notice}\n`
  const kept: string[] = []
  let [length, depth] = [ending.length, 0]
  for (const line of lines) {
    length += line.length + 1
    if (length >= limit) break
    kept.push(line)
    if (line.startsWith(opening)) depth++
    if (line === closing) depth--
  }
  return [...kept, ...(depth > 0 ? ['', closing] : []), '', notice, ''].join('\n')
}
