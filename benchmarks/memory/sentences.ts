import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

const leastWords = 5
const leastLetters = 10
const mostWords = 60

/**
 * The distinct sentences of a text, in order: Markdown's code, tables and marks left out, of 5 words at least, or of 10
 * characters in a script without spaces. What goes on for more than 60 words without the end of a sentence, such as
 * lists, tables of values and logs, is broken into its lines.
 */
export function sentencesOf(text: string): string[] {
  const prose = text
    .replaceAll(/```[^]*?```/g, '\n\n')
    .replaceAll(/^(?:\||#|<|\s*[-*] ).*$/gm, '\n')
    .replaceAll(/[`*_]|\]\([^)]*\)|\[/g, '')
  const sentences = prose
    .split(/\n\s*\n|(?<=[.!?])\s+|(?<=[。！？])\s*/)
    .flatMap((sentence) => (wordsOf(sentence).length > mostWords ? sentence.split('\n') : sentence))
    .map((sentence) => sentence.replaceAll(/\s+/g, ' ').trim())
    .filter(isLongEnough)
  return [...new Set(sentences)]
}

function isLongEnough(sentence: string): boolean {
  const letters = sentence.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)
  return wordsOf(sentence).length >= leastWords || (letters?.length ?? 0) >= leastLetters
}

function wordsOf(sentence: string): string[] {
  return sentence.split(/\s+/).filter(Boolean)
}

const leastSentences = 20

/**
 * The sentences of the project's own docs and of the rows of its evaluation; or of any text file, JSON and JSON lines
 * too.
 *
 * @throws Error when the file cannot be read, is not what its name says, or has fewer than 20 of them
 */
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
  const sentences = [...new Set(texts.flatMap(sentencesOf))]
  if (sentences.length >= leastSentences) return sentences
  throw new Error(
    `${paths.join(', ')} has ${sentences.length} distinct sentences of ${leastWords} words; expected ${leastSentences}.`,
  )
}

async function markdownIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).toSorted()
  return names.filter((name) => extname(name) === '.md').map((name) => join(folder, name))
}

/** JSON and JSON lines say what the strings in them say. */
function textOf(path: string, text: string): string {
  if (extname(path) === '.json') return stringsOf(path, text).join('\n\n')
  if (extname(path) !== '.jsonl') return text
  const lines = text.split('\n')
  return lines
    .flatMap((line, at) => (line.trim() === '' ? [] : stringsOf(`${path}:${at + 1}`, line)))
    .join('\n\n')
}

function stringsOf(where: string, text: string): string[] {
  const strings: string[] = []
  try {
    JSON.parse(text, (_, value: unknown) => {
      if (typeof value === 'string') strings.push(value)
      return value
    })
  } catch (error) {
    throw new Error(`${where} is not JSON: ${(error as Error).message}`, { cause: error })
  }
  return strings
}
