import { VitestJudgeError, type Verdict } from '../../src/contract/index.ts'
import { makeJudge, type MakeJudgeOptions } from '../../src/judge/index.ts'
import type { ChatFunction, ChatRequest } from '../../src/model/index.ts'

/** A sample that every simple template is content with. */
export const sample = { inputs: { text: 'Sleep improved by 12 %.' }, outputs: 'RESULTS' }

/** A function in place of a model that gives one answer and keeps what it was asked. */
export function answering(answer: unknown): ChatFunction & { requests: ChatRequest[] } {
  const requests: ChatRequest[] = []
  const fixed = async (request: ChatRequest) => {
    requests.push(request)
    return typeof answer === 'string' ? answer : JSON.stringify(answer)
  }
  return Object.assign(fixed, { requests })
}

/** The verdict of a judge with these options whose model gives this answer. */
export async function verdictOn(answer: unknown, options: Partial<MakeJudgeOptions> = {}): Promise<Verdict> {
  const kind = options.valueType === undefined ? { values: ['yes', 'no'] } : {}
  const judge = makeJudge({
    name: 'polite',
    instructions: 'Is {{ outputs }} right for {{ inputs }}?',
    ...kind,
    model: answering(answer),
    ...options,
  })
  return judge.judge(sample)
}

/** Outcome and value of a scored verdict, or the reason of another. */
export function brief(verdict: Verdict): unknown {
  return verdict.outcome === 'scored' ? verdict.value : verdict.reason
}

/** Code and text of the error that work ends with. */
export function refusal(work: () => unknown): { code: string; text: string } {
  try {
    work()
  } catch (error) {
    return facts(error)
  }
  throw new Error('expected a VitestJudgeError, but nothing was thrown')
}

/** Code and text of the error that a promise ends with. */
export async function lateRefusal(work: Promise<unknown>): Promise<{ code: string; text: string }> {
  const thrown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return facts(thrown)
}

function facts(error: unknown): { code: string; text: string } {
  if (!VitestJudgeError.is(error)) throw new Error(`expected a VitestJudgeError, received ${String(error)}`)
  return { code: error.code, text: error.message }
}
