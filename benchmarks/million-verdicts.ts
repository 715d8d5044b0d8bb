import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Judgement, measureAgreement } from '../src/agreement/index.ts'
import { seededRandom } from '../src/io/index.ts'
import { toMarkdown } from './markdown.ts'

/**
 * A million recorded verdicts, measured in one pass, beside a plain loop over the same that only counts how many
 * agree: time and peak memory, each in a process of its own, in turn, the median of several rounds. Then the same
 * from a file, by the command `agreement` (from `dist`) beside readline and JSON.parse. `npm run benchmark:verdicts`
 */
const rows = 1_000_000
const rounds = 3

interface Variant {
  labels: readonly string[]
  weighted: boolean
  groups: number
}

const variants: Record<string, Variant> = {
  'two labels': { labels: ['yes', 'no'], weighted: false, groups: 0 },
  'five labels': { labels: ['1', '2', '3', '4', '5'], weighted: false, groups: 0 },
  'weights and 50,000 groups': { labels: ['yes', 'no'], weighted: true, groups: 50_000 },
}

/** One verdict in ten is wrong; every fourth row stands for four. */
function* verdicts({ labels, weighted, groups }: Variant): Generator<Judgement> {
  const random = seededRandom(1)
  for (let row = 0; row < rows; row++) {
    const place = Math.floor(random() * labels.length)
    const isRight = random() < 0.9
    yield {
      truth: labels[place] as string,
      verdict: labels[isRight ? place : (place + 1) % labels.length],
      ...(weighted && { weight: row % 4 === 0 ? 4 : 1 }),
      ...(groups > 0 && { cluster: `group ${Math.floor(random() * groups)}` }),
    }
  }
}

function countAgreements(judgements: Iterable<Judgement>): number {
  let agreed = 0
  for (const { truth, verdict } of judgements) if (truth === verdict) agreed++
  return agreed
}

async function countAgreementsOfFile(path: string): Promise<number> {
  let agreed = 0
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const { truth, verdict } = JSON.parse(line) as Judgement
    if (truth === verdict) agreed++
  }
  return agreed
}

async function writeVerdicts(path: string, variant: Variant): Promise<void> {
  const file = createWriteStream(path)
  let row = 0
  for (const { truth, verdict, weight, cluster } of verdicts(variant)) {
    const line = JSON.stringify({ id: `row-${row++}`, truth, verdict, weight, group: cluster })
    if (!file.write(`${line}\n`)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'close')
}

interface Usage {
  seconds: number
  megabytes: number
}

/** Runs a script with the given arguments and gives the time and memory that it printed last, and the agreed rows. */
async function usageOf(script: string, ...arguments_: readonly string[]): Promise<Usage> {
  const preload = new URL('usage-at-exit.ts', import.meta.url).href
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', preload, script, ...arguments_],
    { maxBuffer: 2 ** 26 },
  )
  return JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as Usage
}

const ownPath = fileURLToPath(import.meta.url)
const command = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url))

/** Two ways to the same count, run in turn. */
interface Contest {
  name: string
  plain: () => Promise<Usage>
  ours: () => Promise<Usage>
}

async function compare({ name, plain, ours }: Contest): Promise<string[]> {
  const usages: { plain: Usage; ours: Usage }[] = []
  for (let round = 0; round < rounds; round++) usages.push({ plain: await plain(), ours: await ours() })
  const medianOf = (side: 'plain' | 'ours', figure: keyof Usage) => {
    const sorted = usages.map((usage) => usage[side][figure]).sort((left, right) => left - right)
    return sorted[Math.floor(rounds / 2)] as number
  }
  const seconds = [medianOf('ours', 'seconds'), medianOf('plain', 'seconds')] as const
  const megabytes = [medianOf('ours', 'megabytes'), medianOf('plain', 'megabytes')] as const
  return [
    name,
    ...seconds.map((each) => `${each.toFixed(2)} s`),
    `${(seconds[0] / seconds[1]).toFixed(1)} times`,
    ...megabytes.map((each) => `${Math.round(each)} MB`),
    `${(megabytes[0] / megabytes[1]).toFixed(1)} times`,
  ]
}

function inMemory(name: string): Contest {
  return {
    name,
    plain: () => usageOf(ownPath, 'count', name),
    ours: () => usageOf(ownPath, 'measure', name),
  }
}

function fromFile(name: string, path: string, flags: readonly string[]): Contest {
  const fields = ['--truth', 'truth', '--verdict', 'verdict', ...flags]
  return {
    name,
    plain: () => usageOf(ownPath, 'count-file', path),
    ours: () => usageOf(command, 'agreement', path, ...fields, '--json'),
  }
}

async function main(): Promise<void> {
  if (!existsSync(command)) throw new Error(`${command} is missing: run npm run build first.`)
  const folder = await mkdtemp(join(tmpdir(), 'million-verdicts-'))
  try {
    const path = join(folder, 'verdicts.jsonl')
    const found: string[][] = []
    for (const name of Object.keys(variants)) found.push(await compare(inMemory(name)))
    await writeVerdicts(path, variants['weights and 50,000 groups'] as Variant)
    const size = `file of ${Math.round((await stat(path)).size / 1e6)} MB`
    found.push(await compare(fromFile(size, path, [])))
    found.push(
      await compare(
        fromFile(`${size}, weights and groups`, path, ['--weight', 'weight', '--group', 'group']),
      ),
    )
    const head = ['A million verdicts', 'Time', 'Counting', 'Ratio', 'Memory', 'Counting', 'Ratio']
    process.stdout.write(`${toMarkdown({ head, rows: found })}\n`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What a process of its own does; the time that counts begins here. */
async function run(task: string, subject: string): Promise<number> {
  performance.mark('start')
  if (task === 'count-file') return countAgreementsOfFile(subject)
  const variant = variants[subject]
  if (variant === undefined) throw new Error(`No variant is called ${subject}.`)
  if (task === 'count') return countAgreements(verdicts(variant))
  return measureAgreement(verdicts(variant), { passes: (value) => value === 'yes' }).agreed
}

const [, , task, subject = ''] = process.argv
if (task === undefined) await main()
else process.stdout.write(`${await run(task, subject)}\n`)
