import type { z } from 'zod'

/** Whether a text is JSON that fits a schema: what an answer must be to be recorded. */
export function fitsSchema(schema: z.ZodType): (text: string) => boolean {
  return (text) => {
    try {
      return schema.safeParse(JSON.parse(text)).success
    } catch {
      return false
    }
  }
}
