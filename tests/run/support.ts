import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import {
  VitestJudgeError,
  type JudgeValue,
  type RunJudge,
  type RunVerdict,
} from '../../src/contract/index.ts'
import type { RunFacts, RecordedFile, RecordedTest, RowRecord, AttemptRecord } from '../../src/run/index.ts'

export const file = 'evals/polite.eval.ts'

export const facts: RunFacts = {
  clock: () => Date.UTC(2026, 10, 23, 12),
  root: '/project',
  partial: [],
  alignShare: 0.5,
  gate: {
    requireComplete: false,
    inconclusive: 'fail',
    allowOffline: false,
    thresholds: { polite: { accuracy: 0.8 } },
  },
}

/** A judge with labels yes and no. */
export function judge(id: string, more: Partial<RunJudge> = {}): RunJudge {
  return {
    id,
    fingerprint: 'f'.repeat(16),
    definition: {
      kind: 'instructions',
      name: id.replace('@aligned', ''),
      instructions: 'Is {{ outputs }} polite?',
      valueType: { type: 'label', values: ['yes', 'no'] },
      model: 'gpt-x',
      rationaleFirst: false,
      sampleRate: 1,
    },
    ...more,
  }
}

/** A scored verdict. */
export function scored(judgeId: string, value: JudgeValue = 'yes'): RunVerdict {
  return { judge: judgeId, outcome: 'scored', value, rationale: 'r', model: 'gpt-x', recorded: false }
}

/** An attempt that ended well. */
export function attempt(verdicts: RunVerdict[], more: Partial<AttemptRecord> = {}): AttemptRecord {
  return { retry: 0, sampleId: 's', outputs: 'Thanks.', verdicts, ...more }
}

/** What the test of one row recorded. */
export function recorded(
  id: string,
  attempts: RowRecord['attempts'],
  more: Partial<Omit<RecordedTest, 'record'>> & { suite?: string; judges?: string[] } = {},
): RecordedTest {
  const { suite = 'Politeness', judges = ['polite', 'polite@aligned'], ...rest } = more
  const row = { id, split: 'heldout' as const, tags: [], inputs: { text: id } }
  return { record: { suite, row, judges, attempts }, started: true, retry: 0, ...rest }
}

/** An eval file with one suite of two judges. */
export function evalFile(tests: RecordedTest[], more: Partial<RecordedFile> = {}): RecordedFile {
  const judges = [judge('polite'), judge('polite@aligned')]
  return { file, record: { suites: { Politeness: { judges } } }, tests, ...more }
}

/** A fresh folder for each test of a file, removed afterwards; read `path` inside a test. */
export function temporaryFolder(): { readonly path: string } {
  const folder = { path: '' }
  beforeEach(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'vitest-judge-run-'))
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
