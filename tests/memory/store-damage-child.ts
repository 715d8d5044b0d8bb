import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VitestJudgeError, type Memory } from '../../src/contract/index.ts'
import { seededRandom } from '../../src/io/index.ts'
import { loadMemory, openRecall, saveMemory, verifyMemory, type Recall } from '../../src/memory/index.ts'
import { randomEntries } from './random-entries.ts'
import { episode, guideline, memoryOf } from './sample-memory.ts'

/**
 * Damages one file of a memory at a time, by flipped bits, cuts and bytes behind it, and opens the memory as a judge
 * does: prints how often it answered as the intact one, how often it refused by name, and all that is neither.
 */
const [count = 40, seed = 1] = process.argv.slice(2).map(Number)
const dimensions = 16
const identity = { model: 'random', dimensions, endpoint: 'offline' }
const entries = randomEntries(300, dimensions, seededRandom(1))
const episodes = entries.map(({ key }, at) =>
  episode(at, `sample ${at}`, { vector: key, value: at % 3 === 0 ? 'yes' : 'no' }),
)
const vectors = new Map(entries.map(({ key, vector }) => [key, Float32Array.from(vector)]))
const guidelines = Array.from({ length: 5 }, (_, at) => guideline(`g${at}`, `Sentence number ${at}.`))
const folder = await mkdtemp(join(tmpdir(), 'vitest-judge-damage-'))
const cache = { folder, leastVectors: 1 }
const names = ['memory.json', 'vectors.jsonl', 'index.hnsw', 'index.json']
const queries = randomEntries(15, dimensions, seededRandom(2)).map(({ vector }) => vector)

const answers = (recall: Recall) =>
  JSON.stringify(
    queries.map((query) => recall.nearest(query, { k: 5, exclude: { sampleId: 's3', rowId: '', text: '' } })),
  )
const allButGuidelines = ({ guidelines: _, fingerprint: __, ...rest }: Memory) => JSON.stringify(rest)

await saveMemory(folder, memoryOf(episodes, { embedder: identity, guidelines }), { identity, vectors })
const intact = await loadMemory(folder)
if (intact === undefined) throw new Error('there is no memory to damage')
await openRecall(intact, { cache })
const expected = answers(await openRecall(intact, { engine: 'exact' }))
const files = new Map(
  await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)),
)

const random = seededRandom(seed)
const tally = new Map<string, number>()
const faults: string[] = []

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  const at = Math.floor(random() * bytes.length)
  const kind = random()
  if (kind < 0.6) copy.writeUInt8(copy.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at)
  else if (kind < 0.85) return copy.subarray(0, at)
  else
    return Buffer.concat([
      copy,
      Buffer.from(Array.from({ length: 1 + (at % 9) }, () => Math.floor(random() * 256))),
    ])
  return copy
}

/** How the memory was opened: refused by the name of the file, or opened with the right answers. */
async function outcome(name: string): Promise<string> {
  try {
    const stored = await loadMemory(folder)
    if (stored === undefined) return 'lost'
    if (stored.missing.length > 0) return 'refused'
    const recall = await openRecall(stored, { cache })
    if (answers(recall) !== expected) return 'WRONG ANSWER'
    if (allButGuidelines(stored.memory) !== allButGuidelines(intact?.memory as Memory)) return 'WRONG MEMORY'
    return stored.memory.fingerprint === intact?.memory.fingerprint ? 'right' : 'edited'
  } catch (error) {
    if (!VitestJudgeError.is(error)) return `THREW ${String(error)}`
    return error.code === 'damaged-file' && error.message.includes(name)
      ? 'refused'
      : `REFUSED AS ${error.message}`
  }
}

for (let round = 0; round < count; round++) {
  const name = names[round % names.length] as string
  for (const [each, bytes] of files) await writeFile(join(folder, each), bytes)
  await writeFile(join(folder, name), damaged(files.get(name) as Buffer))
  const checks = await verifyMemory(folder, { leastVectors: 1 })
  const opened = await outcome(name)
  const isDamaged = checks.some(({ state }) => state === 'damaged')
  if (isDamaged !== (opened === 'refused'))
    faults.push(`${name}: verify says ${JSON.stringify(checks)}, opening ${opened}`)
  if (/^[A-Z]/.test(opened) || (opened === 'edited' && name !== 'memory.json'))
    faults.push(`${name}: ${opened}`)
  const key = `${name} ${opened}`
  tally.set(key, (tally.get(key) ?? 0) + 1)
}
await rm(folder, { recursive: true })
process.stdout.write(
  `${JSON.stringify({ tally: Object.fromEntries([...tally].toSorted()), faults }, null, 2)}\n`,
)
