import { createClient, defaultModel } from 'vitest-judge'

/** The system under test: one prompt that names the part of an abstract a sentence belongs to. */
export function sentenceClassifier(meanings: { [label: string]: string }) {
  const openai = createClient()
  const system = [
    'Classify the sentence by the part of an abstract that it belongs to.',
    ...Object.entries(meanings).map(([label, meaning]) => `- ${label}: ${meaning}`),
    'Answer with JSON: {"label": "..."}.',
  ].join('\n')
  const schema = {
    type: 'object',
    properties: { label: { type: 'string', enum: Object.keys(meanings) } },
    required: ['label'],
    additionalProperties: false,
  }
  return async (text: string, signal?: AbortSignal): Promise<{ label: string }> => {
    const completion = await openai.chat.completions.create(
      {
        model: defaultModel(),
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: text },
        ],
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'classification', strict: true, schema },
        },
      },
      signal && { signal },
    )
    return JSON.parse(completion.choices[0]?.message.content ?? '{}') as { label: string }
  }
}
