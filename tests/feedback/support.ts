import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import {
  VitestJudgeError,
  type Feedback,
  type JudgeDefinition,
  type RunRow,
} from '../../src/contract/index.ts'

export const definition: JudgeDefinition = {
  kind: 'instructions',
  name: 'polite',
  instructions: 'Is {{ outputs }} polite?',
  valueType: { type: 'label', values: ['yes', 'no'] },
  model: 'function:fixed',
  rationaleFirst: false,
  sampleRate: 1,
}

/** A line of ada's on sample s1, given at the hour of its number. */
export function line(
  number: number,
  more: Partial<Omit<Feedback, 'source'>> & { by?: string } = {},
): Feedback {
  const { by = 'ada', ...rest } = more
  const type = by === 'truth' ? 'CODE' : by.startsWith('model') ? 'LLM_JUDGE' : 'HUMAN'
  return {
    id: `f-${number}`,
    sampleId: 's1',
    rowId: 'r1',
    judge: 'polite',
    value: 'yes',
    source: { type, name: by },
    time: `2026-11-23T${String(number).padStart(2, '0')}:00:00.000Z`,
    ...rest,
  }
}

/** An align row with a sample. */
export function row(number: number, more: Partial<RunRow> = {}): RunRow {
  return {
    id: `r${number}`,
    sampleId: `s${number}`,
    split: 'align',
    tags: [],
    repeat: 0,
    inputs: { text: `Question ${number}` },
    outputs: 'Thanks.',
    verdicts: [],
    ...more,
  }
}

/** A fresh folder for each test of a file, removed afterwards; read `path` inside a test. */
export function temporaryFolder(): { readonly path: string } {
  const folder = { path: '' }
  beforeEach(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'vitest-judge-feedback-'))
  })
  afterEach(() => rm(folder.path, { recursive: true, force: true }))
  return folder
}

/** Code and text of the error that a promise ends with, the folder's path replaced by FOLDER. */
export async function refusal(
  work: Promise<unknown>,
  folder: string,
): Promise<{ code: string; text: string }> {
  const thrown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!VitestJudgeError.is(thrown)) throw new Error(`expected a VitestJudgeError, received ${String(thrown)}`)
  return { code: thrown.code, text: thrown.message.replaceAll(folder, 'FOLDER') }
}
