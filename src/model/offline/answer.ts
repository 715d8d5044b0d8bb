import type { JsonObject, JsonValue } from '../../contract/index.ts'
import { readBlock, readDataBlock } from '../data-block.ts'
import { compareGuidelines } from './compare.ts'
import { distil } from './distil.ts'
import { explainedTerms, sampleText, shortAnswers, textOf, wordingShared } from './evidence.ts'
import { decide, type Decision, type JudgingPrompt } from './judge.ts'
import { emptyWords, words } from './words.ts'

/** A chat request as the stand-in reads it. */
export interface OfflinePrompt {
  system: string
  user: string
  /** Name and JSON Schema of the structured output asked for. */
  schemaName?: string
  schema?: JsonObject
}

/** Answers a chat request from its own text alone; the same request gives the same answer. */
export function answer(prompt: OfflinePrompt): string {
  const { schemaName, schema } = prompt
  if (schema === undefined) return choose(prompt, [...explainedTerms(prompt.system).keys()]) ?? 'No answer.'
  if (schemaName === 'verdict') return JSON.stringify(verdict(prompt, properties(schema)))
  if (schemaName === 'guideline_verdicts') return JSON.stringify(guidelineVerdicts(prompt))
  if (schemaName === 'guidelines') return JSON.stringify({ guidelines: distilled(prompt) })
  if (schemaName === 'guideline_pairs')
    return JSON.stringify({ pairs: compareGuidelines(objects(readDataBlock(prompt.user, 'pairs'))) })
  if (schemaName === 'rationale') return JSON.stringify({ rationale: rationale(prompt) })
  return JSON.stringify(fill(prompt, schema))
}

function verdict(prompt: OfflinePrompt, fields: JsonObject): JsonObject {
  const judging = judgingPrompt(prompt)
  const type = fields['result'] as JsonObject
  const options = Array.isArray(type['enum']) ? type['enum'].map(String) : ['true', 'false']
  if (type['type'] === 'number' || type['type'] === 'integer') return numberVerdict(judging, type)
  const decision = decide(judging, options)
  const result =
    type['type'] === 'boolean' ? decision.value === 'true' : type['enum'] ? decision.value : decision.because
  return { result, rationale: sentence(decision.because) }
}

function numberVerdict(judging: JudgingPrompt, type: JsonObject): JsonObject {
  const min = Number(type['minimum'] ?? 0)
  const max = Number(type['maximum'] ?? 1)
  const taught = judging.examples.map((example) => Number(example['result'])).filter(Number.isFinite)
  const fits = decide({ ...judging, examples: [], guidelines: [] }, ['yes', 'no'])
  const mean = taught.reduce((sum, value) => sum + value, 0) / Math.max(1, taught.length)
  const result = taught.length > 0 ? mean : fits.value === 'yes' ? min + 0.75 * (max - min) : min
  return {
    result: type['type'] === 'integer' ? Math.round(result) : result,
    rationale: sentence(taught.length > 0 ? 'like cases were judged so' : fits.because),
  }
}

/** A guideline that shares wording with the inputs and names another answer than the outputs is not met. */
function guidelineVerdicts(prompt: OfflinePrompt): JsonObject {
  const judging = judgingPrompt(prompt)
  const list = (readBlock(prompt.system, 'guidelines_to_check') ?? '')
    .split('\n')
    .filter((line) => /^\d+\. /.test(line))
  const learned =
    judging.guidelines.length + judging.examples.length > 0 ? decide(judging, ['yes', 'no']).value : 'yes'
  const inputWords = new Set(words(sampleText(judging.fields)))
  const answerWords = new Set(words(textOf(judging.fields['outputs'])))
  const verdicts = list.map((line, index) => {
    const wanted = new Set(
      words(line.replace(/^\d+\. /, '')).filter((word) => !emptyWords.has(word) && word.length > 3),
    )
    const concerned = [...wanted].filter((word) => inputWords.has(word))
    const kept = concerned.length === 0 || [...answerWords].some((word) => wanted.has(word))
    return {
      guideline: index + 1,
      rationale: sentence(
        kept
          ? 'nothing in the answer goes against it'
          : `it speaks of ${concerned.join(', ')} and names another answer`,
      ),
      result: kept && learned === 'yes' ? 'yes' : 'no',
    }
  })
  return { verdicts }
}

function distilled(prompt: OfflinePrompt) {
  const records = readDataBlock(prompt.user, 'records')
  const existing = readDataBlock(prompt.user, 'existing_guidelines')
  return distil(objects(records), Array.isArray(existing) ? existing.map(String) : [])
}

function rationale({ user }: OfflinePrompt): string {
  const result = textOf(readDataBlock(user, 'result'))
  const answers = shortAnswers(readDataBlock(user, 'outputs'))
  const longest = [...new Set(words(textOf(readDataBlock(user, 'inputs'))))]
    .filter((word) => word.length > 5)
    .sort((left, right) => right.length - left.length || (left < right ? -1 : 1))
    .slice(0, 3)
  return `Judged "${result}" for the answer "${answers.join(', ')}" to inputs about ${longest.join(', ')}.`
}

function judgingPrompt({ system, user }: OfflinePrompt): JudgingPrompt {
  const fields = ['inputs', 'outputs', 'expectations', 'conversation', 'trace'] as const
  return {
    instructions: readBlock(system, 'instructions') ?? system,
    guidelines: (readBlock(system, 'guidelines') ?? '').split('\n').map((line) => line.replace(/^- /, '')),
    examples: objects(readDataBlock(user, 'examples')),
    fields: Object.fromEntries(fields.map((field) => [field, readDataBlock(user, field)])),
  }
}

function fill(prompt: OfflinePrompt, schema: JsonObject): JsonValue {
  if (Array.isArray(schema['enum'])) return choose(prompt, schema['enum'].map(String)) ?? null
  const type = schema['type']
  if (type === 'object') {
    return Object.fromEntries(
      Object.entries(properties(schema)).map(([name, field]) => [name, fill(prompt, field as JsonObject)]),
    )
  }
  if (type === 'boolean') return decide(judgingPrompt(prompt), ['yes', 'no']).value === 'yes'
  if (type === 'number' || type === 'integer') return Number(schema['minimum'] ?? 0)
  return type === 'array' ? [] : 'The offline stand-in answers by shared wording alone.'
}

/** The option whose explanation in the prompt shares most wording with the text, the first of equals. */
function choose({ system, user }: OfflinePrompt, options: readonly string[]): string | undefined {
  const terms = explainedTerms(system)
  return options
    .map((option) => ({ option, shared: wordingShared(user, terms.get(option) ?? option) }))
    .reduce<{ option: string; shared: number } | undefined>(
      (best, next) => (best === undefined || next.shared > best.shared ? next : best),
      undefined,
    )?.option
}

function properties(schema: JsonObject): JsonObject {
  return (schema['properties'] ?? {}) as JsonObject
}

function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value)
    ? value.filter((entry): entry is JsonObject => typeof entry === 'object' && entry !== null)
    : []
}

function sentence(because: Decision['because']): string {
  return `${because.charAt(0).toUpperCase()}${because.slice(1)}.`
}
