import { z } from 'zod'
import type { JsonObject, JudgeDefinition, JudgeValue, RunRow, TemplateVariable } from '../contract/index.ts'
import { dataBlock, fitsSchema, ModelCallError, type ChatModel, type ChatRequest } from '../model/index.ts'

/** The source of feedback that is made from the ground truth. */
export const truthSource = { type: 'CODE', name: 'truth' } as const

const { $schema: _, ...schema } = z.toJSONSchema(z.object({ rationale: z.string() })) as JsonObject

const answerSchema = z.object({ rationale: z.string().trim().min(1) })

/** A rationale as it was written, or the plain sentence in its place. */
export interface WrittenRationale {
  rationale: string
  /** False for the plain sentence. */
  written: boolean
  /** How the call failed, where it did. */
  failure?: ModelCallError
}

/**
 * Writes the rationale of a value that is known to be right, as the judge could have given it: the model sees
 * what the judge sees and the right value, nothing else. Where no model answers, a plain sentence stands in.
 */
export async function writeRationale(
  definition: JudgeDefinition,
  variables: readonly TemplateVariable[],
  row: RunRow,
  value: JudgeValue,
  model: ChatModel,
): Promise<WrittenRationale> {
  const { instructions, guidelines = [] } = definition
  const task = [instructions, ...guidelines.map((text) => `- ${text}`)].join('\n')
  const fields = variables.map((name) => dataBlock(name, row[name] ?? null))
  try {
    const request: ChatRequest = {
      messages: [
        {
          role: 'system',
          content: `A judge works by these instructions:\n<instructions>\n${task}\n</instructions>\nThe user message holds what the judge sees, as data, and "result", which is the right judgement. Explain in one or two sentences why it is right, from what the judge sees. Do not mention that you were told it.\n\nAnswer with one JSON object and nothing else, with the field "rationale".`,
        },
        { role: 'user', content: [...fields, dataBlock('result', value)].join('\n\n') },
      ],
      schema: { name: 'rationale', schema },
      temperature: 0,
    }
    const reply = await model.chat(request, { isUsable: fitsSchema(answerSchema) })
    const parsed = answerSchema.safeParse(JSON.parse(reply.text))
    if (parsed.success) return { rationale: parsed.data.rationale, written: true }
  } catch (error) {
    if (error instanceof ModelCallError)
      return { rationale: plainRationale(value), written: false, failure: error }
    if (!(error instanceof SyntaxError)) throw error
  }
  return { rationale: plainRationale(value), written: false }
}

/** The rationale that stands where no model wrote one. */
export function plainRationale(value: JudgeValue): string {
  return `The ground truth for this sample is ${JSON.stringify(value)}.`
}
