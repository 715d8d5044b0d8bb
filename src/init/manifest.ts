import { join } from 'node:path'
import { z } from 'zod'
import { parseJsonFile, readTextIfAny } from '../io/index.ts'

const dependenciesSchema = z.record(z.string(), z.string()).optional()

const schema = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  type: z.string().optional(),
  scripts: z.record(z.string(), z.string()).optional(),
  dependencies: dependenciesSchema,
  devDependencies: dependenciesSchema,
  workspaces: z
    .union([z.array(z.string()), z.looseObject({ packages: z.array(z.string()).optional() })])
    .optional(),
})

/** What `init` reads of a `package.json`. */
export type Manifest = z.infer<typeof schema>

/** A `package.json` and its text. */
export interface ManifestFile {
  text: string
  manifest: Manifest
}

/**
 * Reads the `package.json` of a folder; undefined where there is none.
 *
 * @throws VitestJudgeError `damaged-file`
 */
export async function readManifest(folder: string): Promise<ManifestFile | undefined> {
  const path = join(folder, 'package.json')
  const text = await readTextIfAny(path)
  if (text === undefined) return undefined
  const hint = 'Mend it, and run the command again.'
  return { text, manifest: parseJsonFile(path, text.replace(/^\uFEFF/, ''), schema, hint) }
}

/** The range in which a manifest asks for a package; undefined where it does not. */
export function declaredRange({ dependencies, devDependencies }: Manifest, name: string): string | undefined {
  return devDependencies?.[name] ?? dependencies?.[name]
}
