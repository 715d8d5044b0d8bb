import type { JsonObject, JsonValue } from '../contract/index.ts'
import { isObject } from '../dataset/index.ts'

/**
 * Inputs as the text that MLflow makes of them for MemAlign (`parse_inputs_to_str`): a text as it is; of an object
 * with `messages` the whole list as JSON where there are several and each content is text, else the last content;
 * anything else as JSON. Nothing is a single space there.
 */
export function flatInputs(inputs: JsonValue): string {
  if (typeof inputs === 'string') return inputs
  if (inputs === null) return ' '
  const messages = messagesOf(inputs)
  if (messages === undefined) return JSON.stringify(inputs)
  const isPlain = messages.every(({ content }) => typeof content === 'string')
  return messages.length > 1 && isPlain ? JSON.stringify(messages) : contentText(messages.at(-1))
}

/**
 * Outputs as the text that MLflow makes of them (`parse_outputs_to_str`): of a list the first item, of a chat
 * completion the first choice's content, of an object with `messages` the last content; anything else as JSON.
 */
export function flatOutputs(outputs: JsonValue): string {
  if (typeof outputs === 'string') return outputs
  if (outputs === null) return ' '
  if (Array.isArray(outputs)) return outputs[0] === undefined ? '[]' : flatOutputs(outputs[0])
  const choices = (outputs as JsonObject)['choices']
  const message = Array.isArray(choices) && isObject(choices[0]) ? choices[0]['message'] : undefined
  if (isObject(message)) return contentText(message)
  const messages = messagesOf(outputs)
  return messages === undefined ? JSON.stringify(outputs) : contentText(messages.at(-1))
}

/** The messages of an object that has a list of them, not empty. */
export function messagesOf(value: JsonValue): JsonObject[] | undefined {
  const messages = isObject(value) ? value['messages'] : undefined
  return Array.isArray(messages) && messages.length > 0 && messages.every(isObject)
    ? (messages as JsonObject[])
    : undefined
}

/** The content of a message as text. */
export function contentText(message: JsonObject | undefined): string {
  const content = message?.['content'] ?? null
  return typeof content === 'string' ? content : content === null ? ' ' : JSON.stringify(content)
}
