import { z } from 'zod'
import {
  refuseUnknownKeys,
  VitestJudgeError,
  type GuidelineVerdict,
  type JsonValue,
} from '../contract/index.ts'
import type { Reading } from './answer.ts'
import { buildJudge } from './build.ts'
import type { Judge, JudgedSample } from './judge.ts'
import { checkCommon, checkName, commonOptions, type CommonJudgeOptions } from './options.ts'
import { judgingMessages, toJsonSchema } from './prompt.ts'

/** Options of `guidelines`. */
export interface GuidelinesOptions extends Omit<CommonJudgeOptions, 'name'> {
  /** Default `guidelines`. */
  name?: string
  /** One guideline or several; left out, each row's `expectations.guidelines` is the list. */
  guidelines?: string | readonly string[]
}

const variables = ['inputs', 'outputs'] as const
const instructions =
  'Check whether {{ outputs }}, given {{ inputs }}, meets each of the guidelines to check. A guideline that does not apply is met. Judge by these guidelines alone.'
const answerFormat = `Answer with one JSON object and nothing else: {"verdicts": [...]}, with one entry for each guideline to check, in their order, with these fields in this order:
- "guideline": its number
- "rationale": a short explanation, as a string
- "result": "yes" when it is met, "no" when it is not`
const answerSchema = z.object({
  verdicts: z.array(z.object({ guideline: z.int(), rationale: z.string(), result: z.enum(['yes', 'no']) })),
})
const schema = { name: 'guideline_verdicts', schema: toJsonSchema(answerSchema) }

/**
 * Makes a judge of whether an answer meets a list of guidelines, as MLflow's `Guidelines` does, with a verdict
 * for each guideline besides the one for all (`no` when any is `no`).
 *
 * @throws VitestJudgeError `invalid-judge` for a bad name or an empty list
 */
export function guidelines(options: GuidelinesOptions): Judge {
  const name = checkName(options.name ?? 'guidelines')
  refuseUnknownKeys(`The judge ${name}`, options, [...commonOptions, 'guidelines'], 'invalid-judge')
  checkCommon({ ...options, name })
  const { temperature = 0, sampleRate = 1, timeoutMs } = options
  const list = options.guidelines === undefined ? undefined : toList(options.guidelines)
  if (options.guidelines !== undefined && list === undefined) {
    throw new VitestJudgeError('invalid-judge', {
      message: `The judge ${name} has guidelines ${JSON.stringify(options.guidelines)}; expected one or more texts.`,
      hint: 'Write guidelines: ["The answer must be polite."], or leave it out and give expectations.guidelines in each row.',
    })
  }
  const blueprint = {
    kind: 'guidelines' as const,
    name,
    instructions,
    ...(list !== undefined && { guidelines: list }),
    valueType: { type: 'label' as const, values: ['yes', 'no'] },
    temperature,
    rationaleFirst: true,
    sampleRate,
    ...(timeoutMs !== undefined && { timeoutMs }),
  }
  const listFor = (sample: JudgedSample) => list ?? rowGuidelines(sample.expectations)
  return buildJudge(blueprint, options.model, {
    variables,
    request: (sample, { guidance }) => {
      const wanted = listFor(sample)
      if (wanted === undefined)
        return {
          missing: 'the judge takes its list from the row, and expectations.guidelines is no list of texts',
        }
      const task = { instructions, sections: [checkSection(wanted)], answerFormat }
      return { messages: judgingMessages(task, variables, sample, guidance), schema, temperature }
    },
    read: (answer, sample) => readVerdicts(listFor(sample) ?? [], answer),
  })
}

function checkSection(list: readonly string[]): string {
  const lines = list.map(
    (text, index) => `${index + 1}. ${text.replaceAll(/\s+/g, ' ').replaceAll('<', '‹')}`,
  )
  return `<guidelines_to_check>\n${lines.join('\n')}\n</guidelines_to_check>`
}

function readVerdicts(list: readonly string[], answer: unknown): Reading {
  const parsed = z
    .object({
      verdicts: z.array(z.object({ guideline: z.int(), rationale: z.string(), result: z.string() })),
    })
    .safeParse(answer)
  if (!parsed.success)
    return { reason: 'malformed', detail: `expected "verdicts", received: ${JSON.stringify(answer)}` }
  const { verdicts } = parsed.data
  const numbers = new Set(verdicts.map(({ guideline }) => guideline))
  if (verdicts.length !== list.length || list.some((_, index) => !numbers.has(index + 1))) {
    return {
      reason: 'malformed',
      detail: `expected one verdict for each of ${list.length} guidelines, received: ${JSON.stringify(answer)}`,
    }
  }
  const each = list.map((guideline, index) => {
    const verdict = verdicts.find((candidate) => candidate.guideline === index + 1)
    return {
      guideline,
      value: verdict?.result.trim().toLowerCase(),
      rationale: verdict?.rationale.trim() ?? '',
    }
  })
  const known = each.filter(
    (verdict): verdict is typeof verdict & { value: 'yes' | 'no' } =>
      verdict.value === 'yes' || verdict.value === 'no',
  )
  if (known.length !== each.length) {
    return {
      reason: 'not-allowed',
      detail: `expected "yes" or "no" for each guideline, received: ${JSON.stringify(answer)}`,
    }
  }
  const broken = known.filter(({ value }) => value === 'no')
  return {
    value: broken.length === 0 ? 'yes' : 'no',
    rationale: combinedRationale(known, broken),
    guidelines: known,
  }
}

function combinedRationale(all: readonly GuidelineVerdict[], broken: readonly GuidelineVerdict[]): string {
  if (all.length === 1) return all[0]?.rationale ?? ''
  if (broken.length === 0) return `All ${all.length} guidelines are met.`
  return broken.map(({ guideline, rationale }) => `Not met: ${guideline} ${rationale}`).join('\n')
}

function rowGuidelines(expectations: JsonValue | undefined): string[] | undefined {
  if (typeof expectations !== 'object' || expectations === null || Array.isArray(expectations))
    return undefined
  return toList(expectations['guidelines'])
}

function toList(value: unknown): string[] | undefined {
  const list = typeof value === 'string' ? [value] : value
  const fits =
    Array.isArray(list) &&
    list.length > 0 &&
    list.every((text) => typeof text === 'string' && text.trim() !== '')
  return fits ? (list as string[]) : undefined
}
