import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import {
  calibrationSchema,
  feedbackSchema,
  historySchema,
  memorySchema,
  runSchema,
} from '../src/contract/index.ts'
import { formatted } from './formatted.ts'

const schemas = {
  calibration: calibrationSchema,
  feedback: feedbackSchema,
  history: historySchema,
  memory: memorySchema,
  run: runSchema,
}

/**
 * The JSON Schema files of `docs`, path to text: what a reader of our files may rely on. They describe what a
 * reader accepts, so objects may hold fields that this version does not know.
 */
export async function schemaFiles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  for (const [name, schema] of Object.entries(schemas)) {
    const path = `docs/${name}.schema.json`
    const text = JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)
    files.set(path, await formatted(path, text))
  }
  return files
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of await schemaFiles()) writeFileSync(new URL(`../${path}`, import.meta.url), text)
}
