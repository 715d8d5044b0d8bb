import { readFile } from 'node:fs/promises'
import { format, type FormatConfig } from 'oxfmt'

/** A text as `npm run format` wants a file of this name to be; throws where it cannot be read. */
export async function formatted(path: string, text: string): Promise<string> {
  const settings = JSON.parse(
    await readFile(new URL('../.oxfmtrc.json', import.meta.url), 'utf8'),
  ) as FormatConfig
  const { code, errors } = await format(path, text, settings)
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return code
}
