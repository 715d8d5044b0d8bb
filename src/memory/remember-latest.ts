/**
 * Remembers what was read of a text last, as long as somebody holds it: a command that reads a memory and then writes
 * it reads the same text several times. Of another path or text it is read anew.
 */
export function rememberLatest<Parsed extends object>(): (
  path: string,
  text: string,
  parse: () => Parsed,
) => Parsed {
  let latest: { path: string; parsed: WeakRef<Parsed> } | undefined
  const texts = new WeakMap<Parsed, string>()
  return (path, text, parse) => {
    const known = latest?.path === path ? latest.parsed.deref() : undefined
    if (known !== undefined && texts.get(known) === text) return known
    const parsed = parse()
    latest = { path, parsed: new WeakRef(parsed) }
    texts.set(parsed, text)
    return parsed
  }
}
