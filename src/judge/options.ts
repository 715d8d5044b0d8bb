import { inspect } from 'node:util'
import {
  isAllowed,
  VitestJudgeError,
  type JudgeValue,
  type Passes,
  type ValueType,
} from '../contract/index.ts'
import type { ModelSpec } from '../model/index.ts'

/** Options that every kind of judge takes. */
export interface CommonJudgeOptions {
  /** Letters, digits, `.`, `_`, `-`; at most 100: it names files, gates and reports. */
  name: string
  /** A model name, `{ model, baseURL, apiKey }`, or a function in place of a model. Default: the environment's. */
  model?: ModelSpec
  /** Sampling temperature; default 0. Left out by itself for models that refuse it. */
  temperature?: number
  /** The share of samples that the judge is asked about, picked by a hash of the sample; default 1. */
  sampleRate?: number
  /** The longest one answer may take, retries included, in milliseconds; default 60,000. */
  timeoutMs?: number
}

/** What kind of value a judge made by `makeJudge` answers with. */
export type ValueTypeOption = 'boolean' | 'text' | { min: number; max: number; integer?: boolean }

/** Which values pass, as options say it: one value, several, or a bound on a number. */
export type PassesOption = JudgeValue | readonly JudgeValue[] | { atLeast: number } | { atMost: number }

/** The names of the options that every kind of judge takes. */
export const commonOptions = Object.keys({
  name: true,
  model: true,
  temperature: true,
  sampleRate: true,
  timeoutMs: true,
} satisfies Record<keyof CommonJudgeOptions, true>)

/** Checks a judge's name. */
export function checkName(name: unknown): string {
  if (typeof name === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)) return name
  throw new VitestJudgeError('invalid-judge', {
    message: `A judge's name is ${JSON.stringify(name)}; expected 1 to 100 letters from a to z, digits, ".", "_" or "-", starting with a letter or digit.`,
    hint: 'Write, for example: name: "answer_politeness".',
  })
}

/** Checks the numbers among the common options. */
export function checkCommon({
  name,
  sampleRate = 1,
  temperature = 0,
  timeoutMs = 1,
}: CommonJudgeOptions): void {
  const fault = (option: string, received: unknown, expected: string) =>
    new VitestJudgeError('invalid-judge', {
      message: `The judge ${name} has ${option}: ${String(received)}; expected ${expected}.`,
      hint: `Change ${option} or leave it out.`,
    })
  if (!(sampleRate > 0 && sampleRate <= 1))
    throw fault('sampleRate', sampleRate, 'a share above 0 and at most 1')
  if (!(temperature >= 0 && temperature <= 2)) throw fault('temperature', temperature, 'a number from 0 to 2')
  if (!(timeoutMs > 0 && Number.isFinite(timeoutMs))) throw fault('timeoutMs', timeoutMs, 'a number above 0')
}

/** The value type that `values` or `valueType` asks for. */
export function toValueType(name: string, values?: readonly string[], option?: ValueTypeOption): ValueType {
  const fault = (message: string) =>
    new VitestJudgeError('invalid-judge', {
      message: `The judge ${name} ${message}.`,
      hint: 'Write values: ["yes", "no"], or valueType: "boolean", { min: 1, max: 5, integer: true } or "text".',
    })
  if ((values === undefined) === (option === undefined)) {
    throw fault(`has ${values === undefined ? 'neither' : 'both'} values and valueType; expected one of them`)
  }
  if (values !== undefined) {
    const areTexts = values.every((value) => typeof value === 'string')
    const distinct = new Set(areTexts ? values.map((value) => value.trim().toLowerCase()) : [])
    if (values.length < 2 || distinct.size !== values.length || distinct.has('')) {
      throw fault(`has values ${JSON.stringify(values)}; expected two or more that differ in more than case`)
    }
    return { type: 'label', values: [...values] }
  }
  if (option === 'boolean' || option === 'text') return { type: option }
  if (
    typeof option === 'object' &&
    Number.isFinite(option.min) &&
    Number.isFinite(option.max) &&
    option.min < option.max
  ) {
    return { type: 'number', min: option.min, max: option.max, integer: option.integer ?? false }
  }
  throw fault(
    `has valueType ${JSON.stringify(option)}; expected "boolean", "text" or a range with min below max`,
  )
}

/** The passing values in the form that definitions store; checks that they are allowed values. */
export function toPasses(name: string, valueType: ValueType, option: PassesOption): Passes {
  const passes = toStored(option)
  const fits = Array.isArray(passes)
    ? passes.length > 0 && passes.every((value) => isAllowed(valueType, value))
    : valueType.type === 'number' && isBoundWithin(valueType, passes)
  if (fits) return passes
  throw new VitestJudgeError('invalid-judge', {
    message: `The judge ${name} has passes: ${inspect(option)}; expected ${expectedPasses(valueType)}.`,
    hint: 'Change passes so that it names values the judge can give.',
  })
}

/** True for one bound that stands in the range: another would pass all numbers or none. */
function isBoundWithin({ min, max }: ValueType & { type: 'number' }, passes: unknown): boolean {
  const [[name, bound] = [], ...others] = Object.entries((passes ?? {}) as Record<string, unknown>)
  return (
    (name === 'atLeast' || name === 'atMost') &&
    others.length === 0 &&
    typeof bound === 'number' &&
    bound >= min &&
    bound <= max
  )
}

function toStored(option: PassesOption): Passes {
  if (Array.isArray(option)) return [...option]
  return typeof option === 'object' ? (option as { atLeast: number } | { atMost: number }) : [option]
}

function expectedPasses(valueType: ValueType): string {
  if (valueType.type === 'label') return `one or more of ${valueType.values.join(', ')}`
  if (valueType.type === 'boolean') return 'true or false'
  return valueType.type === 'text'
    ? 'one or more texts'
    : `{ atLeast: n }, { atMost: n } or numbers, from ${valueType.min} to ${valueType.max}`
}
