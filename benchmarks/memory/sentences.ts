import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

/** The distinct sentences of a text, in order: Markdown's code, tables and marks left out, of 5 words at least. */
export function sentencesOf(text: string): string[] {
  const prose = text
    .replaceAll(/```[^]*?```/g, '\n\n')
    .replaceAll(/^(?:\||#|<|\s*[-*] ).*$/gm, '\n')
    .replaceAll(/[`*_]|\]\([^)]*\)|\[/g, '')
  const sentences = prose
    .split(/\n\s*\n|(?<=[.!?])\s+/)
    .map((sentence) => sentence.replaceAll(/\s+/g, ' ').trim())
    .filter((sentence) => sentence.split(' ').length >= 5)
  return [...new Set(sentences)]
}

/** The sentences of the project's own docs and of the rows of its evaluation; or of any text file, JSON lines too. */
export async function readSentences(root: string, file: string | undefined): Promise<string[]> {
  const paths =
    file === undefined
      ? [
          ...(await markdownIn(root)),
          ...(await markdownIn(join(root, 'docs'))),
          join(root, 'evals/pubmed/rows.jsonl'),
        ]
      : [file]
  const texts = await Promise.all(paths.map(async (path) => textOf(path, await readFile(path, 'utf8'))))
  return [...new Set(texts.flatMap(sentencesOf))]
}

async function markdownIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).toSorted()
  return names.filter((name) => extname(name) === '.md').map((name) => join(folder, name))
}

/** JSON lines say what the strings in them say. */
function textOf(path: string, text: string): string {
  if (extname(path) !== '.jsonl') return text
  const strings: string[] = []
  for (const line of text.split('\n').filter(Boolean)) {
    JSON.parse(line, (_, value: unknown) => {
      if (typeof value === 'string') strings.push(value)
      return value
    })
  }
  return strings.join('\n\n')
}
