import type { JsonObject } from '../contract/index.ts'
import { contentText, flatInputs, flatOutputs, messagesOf } from './flatten.ts'
import { keys, ownKeys, type Trace } from './trace.ts'

/**
 * Joins the traces of each session into one trace of a whole conversation, for judges with `{{ conversation }}`: its
 * id is the session's, its inputs are all messages but the last answer, its outputs are that, in order of time. Its
 * assessments are those that MLflow means for the session: they name it in their metadata, or stand on its first
 * trace. A trace without a session is a conversation of one turn.
 */
export function joinSessions(traces: readonly Trace[]): { traces: Trace[]; onTurns: number } {
  let onTurns = 0
  const sessions = Map.groupBy(traces, ({ id, session }) => session ?? id)
  const joined = [...sessions].map(([id, unordered]): Trace => {
    const turns = unordered.toSorted((left, right) => compare(left.time ?? '', right.time ?? ''))
    const [first, last] = [turns[0] as Trace, turns.at(-1) as Trace]
    const messages = turns.flatMap(messagesOfTurn)
    const assessments = turns.flatMap((turn) =>
      turn.assessments.filter((one) => turn === first || one.metadata[keys.session] === id),
    )
    onTurns += turns.reduce((sum, turn) => sum + turn.assessments.length, 0) - assessments.length
    const answer = last.outputs === undefined ? undefined : flatOutputs(last.outputs)
    const asked = answer === undefined ? messages : messages.slice(0, -1)
    const { session: _session, inputs: _inputs, outputs: _outputs, ...facts } = first
    return {
      ...facts,
      id,
      ...(asked.length > 0 && { inputs: { messages: asked } }),
      ...(answer !== undefined && { outputs: answer }),
      attributes: { [ownKeys.conversation]: messages },
      spans: turns.flatMap(({ spans }) => spans),
      assessments,
    }
  })
  return { traces: joined, onTurns }
}

/** What the user said last, and the answer. */
function messagesOfTurn({ inputs, outputs }: Trace): JsonObject[] {
  const asked = inputs === undefined || inputs === null ? undefined : messagesOf(inputs)
  const content =
    asked === undefined
      ? inputs !== undefined && inputs !== null && flatInputs(inputs)
      : contentText(asked.at(-1))
  return [
    ...(content === false ? [] : [{ role: 'user', content }]),
    ...(outputs === undefined ? [] : [{ role: 'assistant', content: flatOutputs(outputs) }]),
  ]
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
