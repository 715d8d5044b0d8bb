import type { JsonObject, JsonValue } from '../contract/index.ts'
import { flatText } from './flat-text.ts'

/** Where spans lie within a trace or within one another: nested trees, flat lists, MLflow's and OTLP's layouts. */
const containers = ['data', 'trace', 'resourceSpans', 'scopeSpans', 'spans', 'children'] as const

const parentKeys = ['parent_span_id', 'parentSpanId', 'parent_id', 'parentId'] as const
const sides = {
  inputs: ['inputs', 'input', 'mlflow.spanInputs', 'gen_ai.input.messages', 'input.value'],
  outputs: ['outputs', 'output', 'mlflow.spanOutputs', 'gen_ai.output.messages', 'output.value'],
} as const

/** The most spans that a trace in brief names. */
const mostSpans = 100

/**
 * A trace in brief, as memories keep it: its root span with name, inputs and outputs, and the names of the other spans
 * in their order as its `children`, at most 100. Spans may be a tree (`children` or `spans` within each), a flat list
 * with ids of parents, an exported MLflow trace or OTLP JSON, each also as text; the root is the first without a
 * parent. JSON in which no span is found stays as it is. A trace in brief is its own brief.
 */
export function briefTrace(trace: JsonValue): JsonValue {
  const spans = spansOf(typeof trace === 'string' ? parsed(trace) : trace)
  const root = spans.find((span) => parentKeys.every((key) => !span[key])) ?? spans[0]
  if (root === undefined) return trace
  const inputs = sideOf(root, sides.inputs)
  const outputs = sideOf(root, sides.outputs)
  const others = spans.filter((span) => span !== root).slice(0, mostSpans)
  return {
    name: root['name'] as string,
    ...(inputs !== undefined && { inputs }),
    ...(outputs !== undefined && { outputs }),
    ...(others.length > 0 && { children: others.map(({ name }) => ({ name: name as string })) }),
  }
}

/**
 * What a trace says, as text: the inputs and outputs of its root span and the names of its spans, each once, as
 * `briefTrace` has them; all of its text where no span is found.
 */
export function traceText(trace: JsonValue): string {
  const brief = briefTrace(trace)
  const [root, ...others] = spansOf(brief)
  if (root === undefined) return flatText(brief)
  const found = [root['inputs'], root['outputs']].filter((side) => side !== undefined)
  const names = new Set([root, ...others].map(({ name }) => String(name)))
  return [...found.map(flatText), ...names].join('\n')
}

/** A span before those within it. */
function spansOf(value: JsonValue | undefined): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(spansOf)
  if (!isObject(value)) return []
  const own = typeof value['name'] === 'string' ? [value] : []
  return [...own, ...containers.flatMap((key) => spansOf(value[key]))]
}

function sideOf(span: JsonObject, keys: readonly string[]): JsonValue | undefined {
  const attributes = attributesOf(span['attributes'])
  const found = keys
    .map((key) => span[key] ?? attributes[key])
    .find((side) => side !== undefined && side !== null)
  return typeof found === 'string' ? parsed(found) : found
}

/** Attributes as an object, or as OTLP's list of `{ key, value: { stringValue } }`. */
function attributesOf(attributes: JsonValue | undefined): JsonObject {
  if (!Array.isArray(attributes)) return isObject(attributes) ? attributes : {}
  return Object.fromEntries(
    attributes.filter(isObject).flatMap(({ key, value }) => {
      const text = isObject(value) ? value['stringValue'] : undefined
      return typeof key === 'string' && text !== undefined ? [[key, text]] : []
    }),
  )
}

/** Attributes hold JSON in the form of text. */
function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
