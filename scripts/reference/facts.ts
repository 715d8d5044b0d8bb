import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readTable } from '../../benchmarks/markdown.ts'
import {
  calibrationSchema,
  environmentVariables,
  errorCodes,
  feedbackSchema,
  memorySchema,
  runSchema,
} from '../../src/contract/index.ts'
import { docstringOf } from '../../tests/repository/exports.ts'
import type { SourceFile } from '../../tests/repository/source-files.ts'
import { table } from './table.ts'

const page = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')

/** The variables of the environment, in the order of the source. */
export function environmentTable(): string {
  return table(
    ['variable', 'what'],
    Object.entries(environmentVariables).map(([name, text]) => [`\`${name}\``, text]),
  )
}

/** The exit codes, and every error code with its exit code and what it means, as docs/errors.md has it. */
export function errorTables(): string[] {
  const errors = page('errors.md')
  const [head = [], ...codes] = readTable(errors)
  const rows = Object.entries(errorCodes).map(([code, exitCode]) => {
    const section = errors.split(`\n### \`${code}\`\n`)[1] ?? ''
    const meaning = /^\*\*What it means\.\*\* (.*)$/m.exec(section)?.[1]
    if (meaning === undefined) throw new Error(`docs/errors.md does not say what ${code} means.`)
    return [`[\`${code}\`](errors.md#${code})`, String(exitCode), firstSentence(meaning)]
  })
  return [table(head, codes), '### Error codes', table(['code', 'exit code', 'what it means'], rows)]
}

/** Why a judge that was asked gave no usable verdict: each reason, as the docstring of the list says it. */
export function unscoredTable(files: readonly SourceFile[]): string {
  const file = files.find(({ path }) => path === 'src/contract/verdict.ts')
  const docstring = file === undefined ? '' : (docstringOf('unscoredReasons', file) ?? '')
  const rows = docstring
    .split(/ - (?=`)/)
    .slice(1)
    .map((line) => {
      const [reason = '', ...text] = line.split(': ')
      return [reason, text.join(': ')]
    })
  return table(['reason', 'what'], rows)
}

const schemas = {
  run: { schema: runSchema, path: '`.vitest-judge/runs/<id>.json`, `.vitest-judge/latest.json`' },
  feedback: { schema: feedbackSchema, path: '`E/feedback/<judge>.jsonl`, each line' },
  memory: { schema: memorySchema, path: '`E/memory/<judge>/memory.json`' },
  calibration: { schema: calibrationSchema, path: '`E/calibration/<judge id>.json`' },
}

/** The files on disk, as docs/files.md lists them, and the top fields of those with a published schema. */
export function fileTables(): string[] {
  const [head = [], ...files] = readTable(page('files.md').split('\n## ')[0] ?? '')
  const fields = Object.entries(schemas).map(([name, { schema, path }]) => {
    const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' })
    const names = Object.keys(properties).map((field) => `\`${field}\`${required.includes(field) ? '' : '?'}`)
    return [`[${name}](${name}.schema.json)`, path, names.join(', ')]
  })
  return [
    table(head, files),
    'Those with a published JSON Schema, and their fields at the top (`?`: may be absent):',
    table(['schema', 'file', 'fields'], fields),
  ]
}

/** The text up to the end of its first sentence. */
export function firstSentence(text: string): string {
  return /^[^]*?(?<!\be\.g|\bi\.e)[.!?](?= [A-Z`*([]|$)/.exec(text)?.[0] ?? text
}
