import { join } from 'node:path'
import { z } from 'zod'
import type { JsonValue } from '../contract/index.ts'
import { canonicalJson, contentHash, exists, readTextIfAny, writeWhole } from '../io/index.ts'

const defaultFolder = '.vitest-judge/datasets'

const entrySchema = z.object({
  schema: z.literal('vitest-judge/dataset-page@1'),
  key: z.json(),
  hash: z.string(),
  body: z.json(),
})

/** Answers of a dataset server on disk, one file each, found by what was asked. */
export interface PageCache {
  /** The stored answer that fits the check; a damaged file counts as none. */
  read<Body>(key: JsonValue, check: (body: JsonValue) => Body | undefined): Promise<Body | undefined>
  write(key: JsonValue, body: JsonValue): Promise<void>
}

/** A cache in a folder. The default folder `.vitest-judge/datasets` is kept out of git by a `.gitignore`. */
export function pageCache(folder: string | undefined, dataset: string): PageCache {
  const pathOf = (key: JsonValue) =>
    join(folder ?? defaultFolder, dataset.replaceAll('/', '--'), `${contentHash(key)}.json`)
  return {
    async read(key, check) {
      const text = await readTextIfAny(pathOf(key))
      const body = text === undefined ? undefined : bodyOf(text, key)
      return body === undefined ? undefined : check(body)
    },
    async write(key, body) {
      if (folder === undefined) await ignoreInGit()
      const entry = { schema: 'vitest-judge/dataset-page@1', key, hash: contentHash(body), body }
      await writeWhole(pathOf(key), `${JSON.stringify(entry)}\n`)
    },
  }
}

function bodyOf(text: string, key: JsonValue): JsonValue | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const entry = entrySchema.safeParse(value)
  if (!entry.success || canonicalJson(entry.data.key) !== canonicalJson(key)) return undefined
  return contentHash(entry.data.body) === entry.data.hash ? entry.data.body : undefined
}

async function ignoreInGit(): Promise<void> {
  const path = '.vitest-judge/.gitignore'
  if (!(await exists(path))) await writeWhole(path, '*\n')
}
