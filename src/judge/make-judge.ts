import { refuseUnknownKeys, VitestJudgeError } from '../contract/index.ts'
import type { Reading } from './answer.ts'
import { buildJudge } from './build.ts'
import type { Judge } from './judge.ts'
import {
  checkCommon,
  checkName,
  commonOptions,
  toPasses,
  toValueType,
  type CommonJudgeOptions,
  type PassesOption,
  type ValueTypeOption,
} from './options.ts'
import { judgingMessages, verdictFormat, verdictSchemaFor } from './prompt.ts'
import { rememberRewording } from './reworded.ts'
import { usedVariables } from './template.ts'
import { allowedValues, toJudgeValue } from './value.ts'
import type { ValueType } from '../contract/index.ts'

/** Options of `makeJudge`. */
export interface MakeJudgeOptions extends CommonJudgeOptions {
  /**
   * What to judge, as a template with at least one of `{{ inputs }}`, `{{ outputs }}`, `{{ expectations }}`,
   * `{{ conversation }}`, `{{ trace }}`.
   */
  instructions: string
  /** The allowed labels; or say `valueType`. */
  values?: readonly string[]
  /** `'boolean'`, `'text'`, or a range of numbers; or say `values`. */
  valueType?: ValueTypeOption
  /** Which values pass; `yes`, `true` and `pass` do by themselves. */
  passes?: PassesOption
  /** Ask for the rationale before the value; default false. */
  rationaleFirst?: boolean
}

const knownOptions = [
  ...commonOptions,
  ...Object.keys({
    instructions: true,
    values: true,
    valueType: true,
    passes: true,
    rationaleFirst: true,
  } satisfies Record<Exclude<keyof MakeJudgeOptions, keyof CommonJudgeOptions>, true>),
]

/**
 * Makes a judge from instructions, as MLflow's `make_judge` does.
 *
 * @throws VitestJudgeError `invalid-judge` for a bad option, `invalid-template` for a bad template variable
 */
export function makeJudge(options: MakeJudgeOptions): Judge {
  const name = checkName(options.name)
  refuseUnknownKeys(`The judge ${name}`, options, knownOptions, 'invalid-judge')
  checkCommon(options)
  if (typeof options.instructions !== 'string' || options.instructions.trim() === '') {
    throw new VitestJudgeError('invalid-judge', {
      message: `The judge ${name} has instructions ${JSON.stringify(options.instructions)}; expected a text.`,
      hint: 'Write instructions: "Is {{ outputs }} a polite answer to {{ inputs }}?".',
    })
  }
  const { instructions, temperature = 0, rationaleFirst = false, sampleRate = 1, timeoutMs } = options
  const valueType = toValueType(name, options.values, options.valueType)
  const variables = usedVariables(instructions)
  const blueprint = {
    kind: 'instructions' as const,
    name,
    instructions,
    valueType,
    ...(options.passes !== undefined && { passes: toPasses(name, valueType, options.passes) }),
    temperature,
    rationaleFirst,
    sampleRate,
    ...(timeoutMs !== undefined && { timeoutMs }),
  }
  const answerFormat = verdictFormat(valueType, rationaleFirst)
  const schema = { name: 'verdict', schema: verdictSchemaFor(valueType, rationaleFirst) }
  const judge = buildJudge(blueprint, options.model, {
    variables,
    request: (sample, { guidance }) => ({
      messages: judgingMessages({ instructions, answerFormat }, variables, sample, guidance),
      schema,
      temperature,
    }),
    read: (answer) => readVerdict(valueType, answer),
  })
  return rememberRewording(judge, (others) => makeJudge({ ...options, instructions: others }))
}

function readVerdict(valueType: ValueType, answer: unknown): Reading {
  const { result, rationale } = answer as { result?: unknown; rationale?: unknown }
  if (result === undefined) {
    return { reason: 'malformed', detail: `expected the field "result", received: ${JSON.stringify(answer)}` }
  }
  const value = toJudgeValue(valueType, result)
  if (value === undefined) {
    return {
      reason: 'not-allowed',
      detail: `expected ${allowedValues(valueType)}, received: ${JSON.stringify(result)}`,
    }
  }
  return { value, rationale: typeof rationale === 'string' ? rationale.trim() : '' }
}
