/** The rows: as many as ROWS says, every tenth with the truth no. */
export const rows = Array.from({ length: Number(process.env['ROWS']) }, (_, index) => ({
  id: `parcel-${index}`,
  inputs: { question: `Where is my parcel number ${index}? It was to be here last week.` },
  expectations: { polite: index % 10 === 9 ? 'no' : 'yes' },
}))

/** The system under test, in no time. */
export function answer({ question }: { question: string }): string {
  return `Thank you for asking: ${question} It will be with you tomorrow.`
}

/** What the judges' model is asked. */
export interface Question {
  messages: readonly { content: string }[]
}

/** A judge's model, in no time. */
export async function judged({ messages }: Question): Promise<string> {
  const isPolite = messages.at(-1)?.content.includes('Thank you') === true
  return JSON.stringify({ result: isPolite ? 'yes' : 'no', rationale: 'It thanks for the question.' })
}
