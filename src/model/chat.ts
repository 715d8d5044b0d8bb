import type { JsonObject, TokenUsage } from '../contract/index.ts'

/** One message of a chat. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** What a chat model is asked. */
export interface ChatRequest {
  messages: readonly ChatMessage[]
  /** The JSON Schema that the answer must follow (strict structured output), and its name. */
  schema?: { name: string; schema: JsonObject }
  temperature?: number
  seed?: number
  /** The longest answer, in tokens. */
  maxTokens?: number
}

/** What a chat model answered. `text` is never empty. */
export interface ChatReply {
  text: string
  /** The model as the provider named it. */
  model: string
  /** Token counts as the provider reported them; absent when it reported none. */
  tokens?: TokenUsage
  /** From the call to its answer, repeated attempts and the waits between them included. */
  latencyMs: number
  /** True when the answer came from a recording, or is that of the same request in flight; default false. */
  recorded?: boolean
  /** True when the model could not be had and its fallback answered; default false. */
  fallback?: boolean
}

/** How one call may be ended early. */
export interface CallOptions {
  /** Ends the call at once, also between two attempts. */
  signal?: AbortSignal
  /**
   * The longest time one attempt may take, default 60 000. An attempt that runs out is not repeated; a wait that
   * the service asks for before the next attempt does not count.
   */
  timeoutMs?: number
  /** Whether an answer may be recorded, for what its text does not show by itself; default true. */
  isUsable?: (text: string) => boolean
}

/** A chat model: one question, one answer. */
export interface ChatModel {
  /** The model's name; `offline` for the stand-in, `function:<name>` for a function. */
  readonly name: string
  /** The base URL; `offline` for the stand-in, `function` for a function. */
  readonly endpoint: string
  /** Every failure ends as a `ModelCallError`. */
  chat(request: ChatRequest, options?: CallOptions): Promise<ChatReply>
}

/** A function in place of a model. It gets the signal that ends the call; what it throws is `provider-error`. */
export type ChatFunction = (
  request: ChatRequest,
  options: CallOptions,
) => Promise<string | { text: string; tokens?: TokenUsage }>

/**
 * Which model to ask: a name, a name with its own endpoint or key, or a function. A `fallback` is asked where the model
 * cannot be had (limits, faults of the service, lost connections, no answer in time); a verdict says that it was.
 */
export type ModelSpec =
  | string
  | { model: string; baseURL?: string; apiKey?: string; fallback?: ModelSpec }
  | ChatFunction

/** The time one attempt may take when nothing else is said. */
export const defaultTimeoutMs = 60_000
