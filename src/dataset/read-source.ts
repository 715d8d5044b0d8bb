import { extname } from 'node:path'
import { VitestJudgeError } from '../contract/index.ts'
import { readText, toPath } from '../io/index.ts'
import { readHuggingFace, type HuggingFaceOptions } from './hugging-face.ts'
import { readCsv } from './read-csv.ts'
import { readJson, readJsonLines } from './read-json.ts'
import type { SourceRecord } from './source-record.ts'

const fileTypes = {
  '.jsonl': 'json-lines',
  '.ndjson': 'json-lines',
  '.json': 'json',
  '.csv': 'csv',
  '.tsv': 'csv',
} as const

/** What a source is, and its name in messages. */
export type SourceKind =
  | { type: 'array'; name: string; items: readonly unknown[] }
  | { type: 'json-lines' | 'json' | 'csv'; name: string }
  | { type: 'hugging-face'; name: string; dataset: string }

const scheme = 'hugging-face:'

/**
 * Tells what a source is.
 *
 * @throws VitestJudgeError `unknown-source` for an unknown ending or scheme
 */
export function sourceKind(source: string | URL | readonly unknown[]): SourceKind {
  if (Array.isArray(source)) return { type: 'array', name: 'The array', items: source }
  const text = String(source)
  if (text.startsWith(scheme)) {
    const dataset = text.slice(scheme.length)
    if (/^[\w-][\w.-]*(\/[\w-][\w.-]*)?$/.test(dataset)) return { type: 'hugging-face', name: text, dataset }
    throw unknownSource(text)
  }
  const name = pathOf(text)
  const ending = extname(name).toLowerCase()
  if (!Object.hasOwn(fileTypes, ending)) throw unknownSource(text)
  return { type: fileTypes[ending as keyof typeof fileTypes], name }
}

/** The records of a source, in order. */
export async function readSource(kind: SourceKind, options: HuggingFaceOptions): Promise<SourceRecord[]> {
  if (kind.type === 'array') return kind.items.map((value, index) => ({ value, place: `rows[${index}]` }))
  if (kind.type === 'hugging-face') return readHuggingFace(kind.dataset, options)
  const text = (await readText(kind.name)).replace(/^\uFEFF/, '')
  if (kind.type === 'json-lines') return readJsonLines(kind.name, text)
  if (kind.type === 'json') return text.trim() === '' ? [] : readJson(kind.name, text)
  return readCsv(kind.name, text, delimiterOf(kind.name))
}

/** What separates the cells of a file: tabs where its name ends in `.tsv`. */
export function delimiterOf(path: string): ',' | '\t' {
  return extname(path).toLowerCase() === '.tsv' ? '\t' : ','
}

/** A scheme has two letters at least: one is a drive. */
function pathOf(source: string): string {
  if (/^[a-z][a-z\d+.-]+:/i.test(source) && !source.startsWith('file:')) throw unknownSource(source)
  try {
    return toPath(source)
  } catch (error) {
    throw unknownSource(source, error)
  }
}

function unknownSource(received: string, cause?: unknown): VitestJudgeError {
  return new VitestJudgeError('unknown-source', {
    message: `${received} is no known source; expected a file that ends in ${Object.keys(fileTypes).join(', ')}, or ${scheme}<owner/name>.`,
    hint: 'Convert the file to one of these, or pass an array of rows.',
    cause,
  })
}
