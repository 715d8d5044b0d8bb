import {
  addTokens,
  type GuidanceUsed,
  type UnscoredReason,
  type UnscoredVerdict,
  type Verdict,
} from '../contract/index.ts'
import { ModelCallError, type ChatModel, type ChatReply, type ChatRequest } from '../model/index.ts'
import type { Guidance, JudgeCallOptions } from './judge.ts'

/** A verdict without a usable value. The detail is cut to 300 characters. */
export function unscored(
  reason: UnscoredReason,
  detail: string,
  facts: Partial<Pick<UnscoredVerdict, 'model' | 'tokens' | 'latencyMs'>> = {},
): UnscoredVerdict {
  return { outcome: 'unscored', reason, detail: shorten(detail), ...facts }
}

/** What an answer turned out to be: a value with its rationale, or why it is none. */
export type Reading =
  | Pick<Extract<Verdict, { outcome: 'scored' }>, 'value' | 'rationale' | 'guidelines'>
  | { reason: UnscoredReason; detail: string }

/** Asks a model and reads its answer; every failure of the model becomes an unscored verdict. */
export async function ask(
  model: ChatModel,
  request: ChatRequest,
  read: (answer: unknown) => Reading,
  options: JudgeCallOptions & { timeoutMs?: number | undefined },
): Promise<Verdict> {
  const { signal, timeoutMs, guidance } = options
  const chat = () =>
    model.chat(request, {
      ...(signal && { signal }),
      ...(timeoutMs && { timeoutMs }),
      isUsable: (text) => 'value' in readAnswer(text, read),
    })
  let reply: ChatReply
  try {
    reply = await chat()
    if (hasJsonWithin(reply.text)) reply = withTokensOf(reply, await chat())
  } catch (error) {
    if (!(error instanceof ModelCallError)) throw error
    const { tokens, latencyMs, model: answered } = error
    return unscored(error.reason, error.detail, {
      ...(answered !== undefined && { model: answered }),
      ...(tokens !== undefined && { tokens }),
      ...(latencyMs !== undefined && { latencyMs }),
    })
  }
  const facts = {
    model: reply.model,
    ...(reply.tokens !== undefined && { tokens: reply.tokens }),
    // How long a recording took to answer says nothing of the run that uses it.
    ...(reply.recorded !== true && { latencyMs: Math.round(reply.latencyMs) }),
  }
  const reading = readAnswer(reply.text, read)
  if ('reason' in reading) return unscored(reading.reason, reading.detail, facts)
  return {
    outcome: 'scored',
    ...reading,
    ...facts,
    recorded: reply.recorded === true,
    ...(reply.fallback === true && { fallback: true }),
    ...(guidance && { guidance: usedGuidance(guidance) }),
  }
}

function readAnswer(text: string, read: (answer: unknown) => Reading): Reading {
  const json = parseJson(text)
  return json === undefined
    ? { reason: 'malformed', detail: `expected one JSON object, received: ${text}` }
    : read(json)
}

/** True where a JSON object stands within other text: worth asking once more, whatever it says. */
function hasJsonWithin(text: string): boolean {
  const start = text.indexOf('{')
  return start >= 0 && text.lastIndexOf('}') > start && parseJson(text) === undefined
}

/** A second answer that cost what both did. */
function withTokensOf({ tokens: earlier }: ChatReply, reply: ChatReply): ChatReply {
  return earlier === undefined ? reply : { ...reply, tokens: addTokens(earlier, reply.tokens) }
}

/** The JSON object of an answer, which one Markdown fence may surround; undefined for anything else. */
export function parseJson(text: string): object | undefined {
  const trimmed = text.trim()
  const inner = /^```(?:json)?[^\S\n]*\n([\s\S]*?)\n```$/.exec(trimmed)?.[1] ?? trimmed
  try {
    const value: unknown = JSON.parse(inner)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

function usedGuidance(guidance: Guidance): GuidanceUsed {
  const { guidelines, guidelinesLeftOut = 0, guidelineIds = [], examples } = guidance
  const { similarity, nearDuplicates = 0, leaks = [] } = guidance
  return {
    guidelines: guidelines.length,
    ...(guidelinesLeftOut > 0 && { guidelinesLeftOut, guidelineIds: [...guidelineIds] }),
    examples: examples.map(({ sampleId }) => sampleId),
    ...(similarity !== undefined && { similarity: Math.round(1000 * similarity) / 1000 }),
    ...(nearDuplicates > 0 && { nearDuplicates }),
    ...(leaks.length > 0 && { leaks: [...leaks] }),
  }
}

function shorten(text: string): string {
  return text.length <= 300 ? text : `${text.slice(0, 299)}…`
}
