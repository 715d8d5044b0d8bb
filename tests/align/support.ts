import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import {
  VitestJudgeError,
  type Feedback,
  type JudgeDefinition,
  type JudgeValue,
  type RunRow,
  type RunVerdict,
} from '../../src/contract/index.ts'
import { alignMemory, type AlignInput, type AlignOutcome } from '../../src/align/index.ts'
import {
  chatModel,
  embedder,
  readDataBlock,
  type ChatFunction,
  type ChatRequest,
  type Embedder,
} from '../../src/model/index.ts'

export const definition: JudgeDefinition = {
  kind: 'instructions',
  name: 'polite',
  instructions: 'Is {{ outputs }} a polite answer to {{ inputs }}?',
  valueType: { type: 'label', values: ['yes', 'no'] },
  model: 'function:fixed',
  temperature: 0,
  rationaleFirst: false,
  sampleRate: 1,
}

/** An align row `r<number>` with sample `s<number>`. */
export function row(number: number, more: Partial<RunRow> = {}): RunRow {
  return {
    id: `r${number}`,
    sampleId: `s${number}`,
    split: 'align',
    tags: [],
    repeat: 0,
    inputs: { text: `Question ${number}` },
    outputs: `Answer ${number}`,
    verdicts: [],
    ...more,
  }
}

export const rows = (count: number) => Array.from({ length: count }, (_, index) => row(index + 1))

/** A line of a person's on sample `s<number>`. */
export function feedback(number: number, value: JudgeValue = 'no', more: Partial<Feedback> = {}): Feedback {
  return {
    id: `f-${number}-${String(value)}`,
    sampleId: `s${number}`,
    rowId: `r${number}`,
    judge: 'polite',
    value,
    rationale: `About ${number}.`,
    source: { type: 'HUMAN', name: 'ada' },
    time: '2026-11-23T09:00:00.000Z',
    ...more,
  }
}

/** A scored verdict with a truth. */
export function verdict(judge: string, value: JudgeValue, truth?: JudgeValue): RunVerdict {
  return {
    judge,
    outcome: 'scored',
    value,
    rationale: 'r',
    model: 'm',
    recorded: false,
    ...(truth !== undefined && { truth }),
  }
}

export interface DistilRecord {
  id: string
  result: JudgeValue
  rationale: string
}

/** The records that a distillation request shows. */
export const recordsOf = (request: ChatRequest) =>
  readDataBlock(request.messages[1]?.content ?? '', 'records') as unknown as DistilRecord[]

/** A reflection model in the form of a function, which keeps what it was asked; of guidelines no two are alike to it. */
export function reflecting(answer: (records: readonly DistilRecord[], call: number) => unknown = oneEach) {
  const requests: ChatRequest[] = []
  const reflect: ChatFunction = async (request) => {
    requests.push(request)
    if (request.schema?.name === 'guideline_pairs') return '{"pairs": []}'
    const given = answer(recordsOf(request), requests.length)
    return typeof given === 'string' ? given : JSON.stringify({ guidelines: given })
  }
  return { requests, model: chatModel(reflect) }
}

/** One guideline for each record, after its rationale. */
export function oneEach(records: readonly DistilRecord[]) {
  return records.map(({ id, rationale }) => ({ guideline_text: `Know: ${rationale}`, source_ids: [id] }))
}

/** The offline embedder, which keeps what it was given. */
export function counting(): Embedder & { texts: string[] } {
  const offline = embedder({ model: 'offline-lexical', dimensions: 16 })
  const texts: string[] = []
  return {
    identity: offline.identity,
    texts,
    embed: async (given) => (texts.push(...given), offline.embed(given)),
  }
}

/** Aligns from nothing, or from an earlier outcome, with everything else as told. */
export async function align(
  more: Partial<AlignInput> & { after?: AlignOutcome } = {},
): Promise<AlignOutcome> {
  const { after, ...rest } = more
  const { memory, table } = after ?? {}
  return alignMemory({
    definition,
    rows: rows(3),
    feedback: [],
    stored: memory && table && { memory, table, missing: [] },
    reflection: reflecting().model,
    embedder: counting(),
    k: 5,
    clock: () => Date.UTC(2026, 10, 24, 9),
    ...rest,
  })
}

/** A fresh folder for each test of a file, removed afterwards; read `path` inside a test. */
export function temporaryFolder(): { readonly path: string } {
  const folder = { path: '' }
  beforeEach(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'vitest-judge-align-'))
  })
  afterEach(() => rm(folder.path, { recursive: true, force: true }))
  return folder
}

/** Code and text of the error that work ends with, the folder's path replaced by FOLDER. */
export async function refusal(work: () => unknown, folder = '\0'): Promise<{ code: string; text: string }> {
  const thrown = await Promise.resolve()
    .then(work)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    )
  if (!VitestJudgeError.is(thrown)) throw new Error(`expected a VitestJudgeError, received ${String(thrown)}`)
  return { code: thrown.code, text: thrown.message.replaceAll(folder, 'FOLDER') }
}
