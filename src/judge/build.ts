import {
  VitestJudgeError,
  type JudgeDefinition,
  type TemplateVariable,
  type Verdict,
} from '../contract/index.ts'
import { contentHash, hashFraction } from '../io/index.ts'
import { chatModel, type ChatModel, type ChatRequest, type ModelSpec } from '../model/index.ts'
import { ask, unscored, type Reading } from './answer.ts'
import type { Judge, JudgeCallOptions, JudgedSample } from './judge.ts'

/** What sets one kind of judge apart: its request and how its answer is read. */
export interface JudgeKind {
  variables: readonly TemplateVariable[]
  /** The chat request for a sample, or why there can be none. */
  request(sample: JudgedSample, options: JudgeCallOptions): ChatRequest | { missing: string }
  read(answer: unknown, sample: JudgedSample): Reading
}

/** Everything of a definition but its model, which is only known when a judge is first asked. */
export type Blueprint = Omit<JudgeDefinition, 'model' | 'baseURL'>

/** Makes a judge of a blueprint, a model and what its kind adds. */
export function buildJudge(blueprint: Blueprint, spec: ModelSpec | undefined, kind: JudgeKind): Judge {
  const { name } = blueprint
  const describe = (model: ChatModel): JudgeDefinition => ({
    ...blueprint,
    model: model.name,
    ...(model.endpoint.includes('://') && { baseURL: model.endpoint }),
  })
  return {
    name,
    id: name,
    describe: () => describe(chatModel(spec)),
    record: async () => {
      const definition = describe(chatModel(spec))
      return { id: name, fingerprint: definitionFingerprint(definition), definition }
    },
    judge: async (sample, options = {}) => {
      const model = chatModel(spec)
      checkFields(name, kind.variables, sample)
      if (isSampledOut(blueprint, sample)) {
        return { outcome: 'not-asked', reason: 'sampled-out', detail: `sample rate ${blueprint.sampleRate}` }
      }
      return judgeOne(model, blueprint, kind, sample, options)
    },
  }
}

async function judgeOne(
  model: ChatModel,
  { timeoutMs }: Blueprint,
  kind: JudgeKind,
  sample: JudgedSample,
  options: JudgeCallOptions,
): Promise<Verdict> {
  const missing = kind.variables.find((variable) => sample[variable] === undefined)
  if (missing !== undefined) {
    return unscored('missing-field', `the template asks for {{ ${missing} }} and the row has no ${missing}`)
  }
  const request = kind.request(sample, options)
  if ('missing' in request) return unscored('missing-field', request.missing)
  return ask(model, request, (answer) => kind.read(answer, sample), { ...options, timeoutMs })
}

/** Hash of all that decides a judge's verdicts: instructions, values, model and parameters. */
export function definitionFingerprint({
  sampleRate: _,
  timeoutMs: __,
  ...definition
}: JudgeDefinition): string {
  return contentHash(definition)
}

function isSampledOut({ name, sampleRate }: Blueprint, sample: JudgedSample): boolean {
  return sampleRate < 1 && hashFraction(`rate:${name}:${sample.id ?? contentHash(sample)}`) >= sampleRate
}

function checkFields(name: string, variables: readonly TemplateVariable[], sample: JudgedSample): void {
  const field = (['outputs', 'inputs'] as const).find(
    (variable) =>
      variables.includes(variable) && (sample as JudgedSample | undefined)?.[variable] === undefined,
  )
  if (field === undefined) return
  throw new VitestJudgeError('invalid-sample', {
    message: `The judge ${name} was given no ${field}; received ${JSON.stringify(sample)?.slice(0, 120) ?? 'undefined'}, expected an object with ${variables.join(' and ')}.`,
    hint: 'Write expect({ ...row, outputs }).toPassJudge(judge), or judge.judge({ inputs, outputs }).',
  })
}
