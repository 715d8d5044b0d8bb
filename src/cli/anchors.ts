import { resolve } from 'node:path'
import type { Command } from 'commander'
import { fewestAnchors } from '../agreement/index.ts'
import { type Row, type Run, type RunRow, type RunSuite, VitestJudgeError } from '../contract/index.ts'
import { readTextIfAny, seededRandom, shuffled, writeWhole } from '../io/index.ts'
import { readRun } from '../run/index.ts'
import { say, type CommandContext } from './context.ts'
import { fit } from './fit.ts'
import { examples } from './help.ts'

/** The flags of `anchors`. */
interface AnchorFlags {
  run?: string
  suite?: string
  count?: number
  force?: boolean
}

/** Adds the command `anchors`. */
export function registerAnchors(root: Command, context: CommandContext): void {
  root
    .command('anchors')
    .summary('freeze rows with their outputs, to tell drift of a judge')
    .description('freeze held-out rows of a run with their outputs, to judge them alone later')
    .argument('<file>', 'where they go: JSON lines, such as evals/support/anchors.jsonl')
    .option('--run <run>', 'a run file or run id (default: the latest run)')
    .option('--suite <name>', 'the suite of the run (default: its only one)')
    .option('--count <rows>', 'so many of them, drawn at random with a fixed seed (default: all)', countOf)
    .option('--force', 'overwrite a file that differs')
    .addHelpText(
      'after',
      examples(context, [
        'sixty held-out rows of the latest run',
        'npx vitest-judge anchors evals/support/anchors.jsonl --count 60',
      ]),
    )
    .action((file: string, flags: AnchorFlags) => anchors(file, flags, context))
}

/** `anchors`: writes rows with outputs; never overwrites a file that differs unless told to. */
async function anchors(file: string, flags: AnchorFlags, context: CommandContext): Promise<void> {
  if (!/\.(jsonl|ndjson)$/.test(file)) {
    throw new VitestJudgeError('invalid-usage', {
      message: `anchors was given the file ${file}; expected a name that ends in .jsonl.`,
      hint: 'Write npx vitest-judge anchors evals/anchors.jsonl.',
    })
  }
  const run = await readRun(context.root, flags.run)
  const suite = suiteOf(run, flags.suite)
  const rows = drawn(suite.rows.filter(isFit), flags.count)
  if (rows.length === 0) {
    throw new VitestJudgeError('no-rows', {
      message: `The suite ${suite.name} of the run ${run.id} has no held-out row with outputs; expected one at least.`,
      hint: 'Run its evaluation again: npx vitest run evals.',
    })
  }
  const path = resolve(context.root, file)
  const text = rows.map((row) => `${JSON.stringify(anchorOf(row))}\n`).join('')
  const before = await readTextIfAny(path)
  if (before !== undefined && before !== text && flags.force !== true) {
    throw new VitestJudgeError('invalid-usage', {
      message: `${file} exists and holds other anchors; expected no such file: verdicts on other anchors cannot be compared with earlier ones.`,
      hint: 'Nothing was written. Overwrite it with --force, or name another file.',
    })
  }
  if (before !== text) await writeWhole(path, text)
  const sentences = [
    `${file}: ${rows.length} ${rows.length === 1 ? 'anchor' : 'anchors'} of ${suite.name}, frozen from the run ${run.id}.`,
    ...(rows.length < fewestAnchors
      ? [`compare tells no shift of a judge by fewer than ${fewestAnchors} of them.`]
      : []),
    `Next: evaluate('Anchors', { anchors: new URL(..., import.meta.url), judges: [...] }), and npx vitest-judge compare <run> <run> after two runs of it`,
  ]
  for (const line of sentences.flatMap((sentence) => fit(sentence, context.width))) say(context, line)
}

function countOf(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count > 0) return count
  throw new VitestJudgeError('invalid-usage', {
    message: `anchors was given --count ${text}; expected a whole number above 0.`,
    hint: 'Write --count 60, or leave it out for all.',
  })
}

function suiteOf({ id, suites }: Run, wanted: string | undefined): RunSuite {
  const found = suites.filter(({ name }) => wanted === undefined || name === wanted)
  const [suite] = found
  if (suite !== undefined && found.length === 1) return suite
  const names = suites.map(({ name }) => JSON.stringify(name)).join(', ') || 'none'
  throw new VitestJudgeError('invalid-usage', {
    message:
      found.length > 1
        ? `The run ${id} has several suites${wanted === undefined ? '' : ` ${JSON.stringify(wanted)}`}: ${names}; expected one.`
        : `The run ${id} has no suite ${wanted === undefined ? 'at all' : JSON.stringify(wanted)}; it has ${names}.`,
    hint: 'Write --suite with one of these.',
  })
}

function isFit({ split, repeat, outputs }: RunRow): boolean {
  return split === 'heldout' && repeat === 0 && outputs !== undefined
}

/** So many of the rows, in their order. */
function drawn(rows: readonly RunRow[], count = rows.length): RunRow[] {
  const chosen = new Set(shuffled(rows, seededRandom(1)).slice(0, count))
  return rows.filter((row) => chosen.has(row))
}

function anchorOf(row: RunRow): Row {
  const { id, inputs, outputs, expectations, conversation, trace, group, tags, weight, pickedBy } = row
  return {
    id,
    inputs,
    ...(outputs !== undefined && { outputs }),
    ...(expectations !== undefined && { expectations }),
    ...(conversation !== undefined && { conversation }),
    ...(trace !== undefined && { trace }),
    ...(group !== undefined && { group }),
    ...(tags.length > 0 && { tags }),
    ...(weight !== undefined && { weight }),
    ...(pickedBy !== undefined && { pickedBy }),
  }
}
