import { createClient, defaultModel } from 'vitest-judge'

/** What each label means, as the system under test is told. */
export interface LabelMeanings {
  [label: string]: string
}

export const pubmedLabels: LabelMeanings = {
  BACKGROUND: 'what is already known or remains unclear; a problem that is common, important or poorly understood',
  OBJECTIVE: 'the aim or purpose of the study: to determine whether, to evaluate, to compare',
  METHODS: 'what was done: patients were randomly assigned to receive, data were collected, the primary outcome was',
  RESULTS: 'what was found: groups differed significantly, mean scores and percent (95% CI, p = 0.01), no difference',
  CONCLUSIONS: 'what the findings mean: results suggest, may be, should be considered, further studies are needed',
}

/** The system under test: a small prompt that names the part of an abstract a sentence belongs to. */
export function classifier(labels: LabelMeanings) {
  const openai = createClient()
  const system = [
    'Classify the sentence by the part of an abstract that it belongs to.',
    ...Object.entries(labels).map(([label, meaning]) => `- ${label}: ${meaning}`),
    'Answer with JSON: {"label": "..."}.',
  ].join('\n')
  const schema = {
    type: 'object',
    properties: { label: { type: 'string', enum: Object.keys(labels) } },
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
        response_format: { type: 'json_schema', json_schema: { name: 'classification', strict: true, schema } },
      },
      { ...(signal && { signal }) },
    )
    return JSON.parse(completion.choices[0]?.message.content ?? '{}') as { label: string }
  }
}
