import { z } from 'zod'
import { judgeValueSchema } from './verdict.ts'

/** The five template variables a judge's instructions may use, named as in MLflow. */
export const templateVariables = ['inputs', 'outputs', 'expectations', 'conversation', 'trace'] as const

/** One of the five template variables. */
export type TemplateVariable = (typeof templateVariables)[number]

/** What kind of value a judge answers with. */
export const valueTypeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('boolean') }),
  z.object({ type: z.literal('label'), values: z.array(z.string()).min(2) }),
  z.object({ type: z.literal('number'), min: z.number(), max: z.number(), integer: z.boolean() }),
  z.object({ type: z.literal('text') }),
])

/** What kind of value a judge answers with: boolean, label set, number in a range, or free text. */
export type ValueType = z.infer<typeof valueTypeSchema>

/** Which values pass: a list of values, or a bound on a number. */
export const passesSchema = z.union([
  z.array(judgeValueSchema).min(1),
  z.object({ atLeast: z.number() }),
  z.object({ atMost: z.number() }),
])

/** Which values pass: a list of values, or a bound on a number. */
export type Passes = z.infer<typeof passesSchema>

/** All that it takes to rebuild a judge, as JSON. Run files and memories hold it. */
export const judgeDefinitionSchema = z.object({
  kind: z.enum(['instructions', 'guidelines']),
  name: z.string(),
  instructions: z.string(),
  /** The list of a guidelines judge; absent when it comes from each row's expectations. */
  guidelines: z.array(z.string()).optional(),
  valueType: valueTypeSchema,
  passes: passesSchema.optional(),
  /** The model's name; `offline` for the built-in stand-in, `function:<name>` for a function. */
  model: z.string(),
  baseURL: z.string().optional(),
  temperature: z.number().optional(),
  rationaleFirst: z.boolean(),
  sampleRate: z.number().min(0).max(1),
  timeoutMs: z.number().positive().optional(),
})

/** All that it takes to rebuild a judge, as JSON. */
export type JudgeDefinition = z.infer<typeof judgeDefinitionSchema>
