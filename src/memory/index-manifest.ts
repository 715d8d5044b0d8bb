import { z } from 'zod'
import { embedderIdentitySchema, type EmbedderIdentity } from '../contract/index.ts'
import { contentHash, sha256, type FileDigest } from '../io/index.ts'
import { addonVersion } from './hnsw-addon.ts'
import { graphSettings, type GraphPoints } from './hnsw-index.ts'

const schemaName = 'vitest-judge/index@1'

/** `index.json`: what `index.hnsw` was made of and its checksum; it is used only where all of this agrees. */
const manifestSchema = z.object({
  schema: z.literal(schemaName),
  /** Name and version of the addon, and the machine it was compiled for. */
  engine: z.string(),
  space: z.string(),
  linksPerNode: z.int(),
  candidatesWhenBuilding: z.int(),
  seed: z.int(),
  dimensions: z.int(),
  embedder: embedderIdentitySchema,
  /** How many distinct vectors; their labels follow the order of their texts' hashes. */
  count: z.int(),
  /** SHA-256 over keys and vectors. */
  vectors: z.string(),
  /** Size of `index.hnsw`. */
  bytes: z.int(),
  /** Checksum of `index.hnsw`: against accidents, not against one who can write both files. */
  sha256: z.string(),
})

/** `index.json` of points and of the file that holds their graph. */
export type IndexManifest = z.infer<typeof manifestSchema>

/** The manifest of a graph of these points in a file of this size and checksum. */
export function indexManifest(
  { set, positions, hashes }: GraphPoints,
  embedder: EmbedderIdentity,
  file: FileDigest,
): IndexManifest {
  const content = positions.map((group, label) =>
    [hashes[label], ...group.map((at) => set.keys[at])].join(' '),
  )
  return {
    schema: schemaName,
    engine: `hnswlib-node ${addonVersion()}`,
    space: 'ip',
    ...graphSettings,
    dimensions: set.dimensions,
    embedder,
    count: positions.length,
    vectors: sha256(content.join('\n')),
    ...file,
  }
}

/**
 * What the text of a manifest says of its file, where it is a manifest of exactly these points by this engine; else
 * undefined.
 */
export function fileOfManifest(
  text: string | undefined,
  points: GraphPoints,
  embedder: EmbedderIdentity,
): FileDigest | undefined {
  const manifest = parsedManifest(text)
  if (manifest === undefined) return undefined
  const file = { bytes: manifest.bytes, sha256: manifest.sha256 }
  return contentHash(manifest) === contentHash(indexManifest(points, embedder, file)) ? file : undefined
}

function parsedManifest(text: string | undefined): IndexManifest | undefined {
  try {
    return manifestSchema.parse(JSON.parse(text ?? ''))
  } catch {
    return undefined
  }
}
