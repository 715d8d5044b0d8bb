import type { Memory, Run, RunRow } from '../../src/contract/index.ts'
import { sampleId } from '../../src/dataset/index.ts'
import { contentHash } from '../../src/io/index.ts'
import { readDataBlock } from '../../src/model/index.ts'
import { buildJudge, buildRun, buildSuite } from '../agreement/build-run.ts'
import { completion, embeddings, type LoopbackRequest, type LoopbackResponse } from '../model/loopback.ts'
import { commandProject, type CommandProject } from './project.ts'
import { environment, purposeOf, type ChatBody, type EmbeddingBody } from './service.ts'

/** Where the memory of the class lies. */
export const memoryFile = 'evals/memory/tone/memory.json'

/** Where its feedback lies. */
export const logFile = 'evals/feedback/tone.jsonl'

/** A row of the class: what it says is made of its number, and unlike all others. */
export function classRow(number: number, more: Partial<RunRow> = {}): RunRow & { sampleId: string } {
  const id = `row ${String(number).padStart(4, '0')}`
  const content = { inputs: { text: wordsOf(`in ${number}`) }, outputs: wordsOf(`out ${number}`) }
  return {
    id,
    split: 'align',
    tags: [],
    repeat: 0,
    ...content,
    verdicts: [],
    ...more,
    sampleId: sampleId({ rowId: id, ...content }),
  }
}

/** Rows numbered from one to another. */
export function classRows(
  from: number,
  to: number,
  more: Partial<RunRow> = {},
): (RunRow & { sampleId: string })[] {
  return Array.from({ length: to - from + 1 }, (_, index) => classRow(from + index, more))
}

/** Rows that the plain judge took for `yes`, with what is true of them. */
export function judgedRows(count: number, truthOf: (number: number) => string, more: Partial<RunRow> = {}) {
  return Array.from({ length: count }, (_, index) => {
    const verdict = {
      judge: 'tone',
      outcome: 'scored' as const,
      value: 'yes',
      rationale: 'r',
      model: 'm',
      recorded: false,
      truth: truthOf(index + 1),
      truthFrom: 'suite' as const,
    }
    return classRow(index + 1, { verdicts: [verdict], ...more })
  })
}

/** A run of these rows by a judge behind a server. */
export function classRun(
  rows: readonly RunRow[],
  url: string,
  instructions = 'Is {{ outputs }} right?',
): Run {
  const definition = {
    kind: 'instructions' as const,
    name: 'tone',
    instructions,
    valueType: { type: 'label' as const, values: ['yes', 'no'] },
    model: 'loopback-judge',
    baseURL: `${url}/v1`,
    temperature: 0,
    rationaleFirst: false,
    sampleRate: 1,
  }
  const judges = [
    buildJudge('tone', { definition }),
    buildJudge('tone@aligned', { definition, memoryFolder: 'evals/memory/tone' }),
  ]
  return buildRun([buildSuite('Tone', judges, [...rows], { file: 'evals/tone.eval.ts' })])
}

/** What somebody says of rows, as a file to import: `no`, with a rationale that is unlike all others. */
export function said(rows: readonly RunRow[], more: Record<string, unknown> = {}): string {
  return rows
    .map(({ id }) =>
      JSON.stringify({ rowId: id, value: 'no', rationale: wordsOf(`why ${id}`), annotator: 'ada', ...more }),
    )
    .map((line) => `${line}\n`)
    .join('')
}

/** A project that was judged by a server already, and commands that ask it. */
export interface ClassProject extends CommandProject {
  align(...args: string[]): ReturnType<CommandProject['judge']>
  /** Puts another run in place of the last one. */
  judged(rows: readonly RunRow[], instructions?: string): Promise<void>
  memory(): Promise<Memory>
  readonly variables: Record<string, string>
}

/** Makes a project with a run of these rows. */
export async function classProject(
  url: string,
  rows: readonly RunRow[],
  more: Record<string, string> = {},
): Promise<ClassProject> {
  const project = await commandProject(
    { '.vitest-judge/latest.json': JSON.stringify(classRun(rows, url)) },
    { judges: {}, source: true },
  )
  const variables = { ...environment(url), ...more }
  return {
    ...project,
    variables,
    align: (...args) => project.judge(['align', ...args], { environment: variables }),
    judged: async (given, instructions) => {
      await project.write({ '.vitest-judge/latest.json': JSON.stringify(classRun(given, url, instructions)) })
    },
    memory: async () => JSON.parse(await project.read(memoryFile)) as Memory,
  }
}

/** A model that says of each batch of records one sentence unlike all others, and embeds a text by its letters. */
export function classAnswer(request: LoopbackRequest): LoopbackResponse {
  const { input } = request.body as EmbeddingBody
  const say = (value: object) => completion(JSON.stringify(value))
  switch (purposeOf(request)) {
    case 'embedding':
      return embeddings(input.map(letters))
    case 'rationale':
      return say({ rationale: wordsOf(`because ${contentHash(request.body)}`) })
    case 'guidelines': {
      const records = recordsIn(request)
      const words = wordsOf(`learnt ${contentHash(records)}`)
      return say({ guidelines: [{ guideline_text: words, source_ids: records.map(({ id }) => id) }] })
    }
    case 'guideline_pairs':
      return say({ pairs: [] })
    default:
      return say({ result: 'yes', rationale: 'By the rules.' })
  }
}

/** The records that a distillation is shown. */
export function recordsIn({ body }: LoopbackRequest): { id: string; rationale: string }[] {
  const text = (body as ChatBody).messages.at(-1)?.content ?? ''
  return readDataBlock(text, 'records') as unknown as { id: string; rationale: string }[]
}

/** How many requests were made for what, and how many texts were embedded. */
export function asked(requests: readonly LoopbackRequest[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const request of requests) {
    const purpose = purposeOf(request)
    counts[purpose] = (counts[purpose] ?? 0) + 1
    if (purpose === 'embedding')
      counts['texts'] = (counts['texts'] ?? 0) + (request.body as EmbeddingBody).input.length
  }
  return counts
}

/** Six words of letters that a seed decides. */
function wordsOf(seed: string): string {
  return Array.from({ length: 6 }, (_, index) =>
    contentHash([seed, index])
      .replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] as string)
      .slice(0, 9),
  ).join(' ')
}

function letters(text: string): number[] {
  const counts = Array.from({ length: 8 }, () => 1)
  for (const letter of text) counts[letter.charCodeAt(0) % 8]! += 1
  return counts
}
