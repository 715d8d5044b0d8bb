import { basename } from 'node:path'
import type { JudgeValue, Run, ValueType } from '../contract/index.ts'
import { exists } from '../io/index.ts'
import type { ReviewJudge, ReviewSession } from './api.ts'
import type { ReviewedJudge } from './reviewed-judge.ts'

/** What all requests of one server have in common. */
export interface SessionFacts {
  /** The project's root, an absolute path. */
  root: string
  run: Run
  annotator: string
  blind: boolean
  /** One key for each value of a judge, as in the terminal; none for numbers and text. */
  keysOf: (valueType: ValueType) => { key: string; value: JudgeValue }[]
}

/** What the page needs once. */
export async function sessionOf(
  { root, run, annotator, blind, keysOf }: SessionFacts,
  judges: readonly ReviewedJudge[],
): Promise<ReviewSession> {
  const { id, time, offline, partial } = run
  return {
    project: basename(root),
    run: { id, time, offline, partial },
    annotator,
    blind,
    judges: await Promise.all(judges.map((judge) => reviewJudge(judge, { blind, keysOf }))),
  }
}

async function reviewJudge(
  judge: ReviewedJudge,
  { blind, keysOf }: Pick<SessionFacts, 'blind' | 'keysOf'>,
): Promise<ReviewJudge> {
  const { key, suite, target, samples } = judge
  const { name, valueType, instructions, guidelines = [] } = target.definition
  return {
    key,
    name,
    suite,
    valueType,
    keys: keysOf(valueType),
    instructions: [instructions, ...guidelines.map((text) => `- ${text}`)].join('\n'),
    hasMemory: !blind && (await exists(`${target.folder}/memory.json`)),
    samples: samples.size,
    slices: [...(blind ? judge.slices.blind : judge.slices.open)],
  }
}
