import { loadRows } from 'vitest-judge'
import { z } from 'zod'

const {
  PUBMED_NAME = 'pubmed',
  PUBMED_ROWS,
  PUBMED_TEXT = 'text',
  PUBMED_LABEL = 'label',
  PUBMED_GROUP,
  PUBMED_LABELS = 'BACKGROUND,OBJECTIVE,METHODS,RESULTS,CONCLUSIONS',
} = process.env

/** What the names of judges and of the suite start with. */
export const name = PUBMED_NAME

const schema = z.object({
  id: z.string(),
  inputs: z.object({ text: z.string() }),
  expectations: z.object({ label: z.string() }),
  group: z.string().optional(),
})

/** Labelled sentences: our own, or those that the environment names (see docs/datasets.md). */
export const rows =
  PUBMED_ROWS === undefined
    ? await loadRows(new URL('./rows.jsonl', import.meta.url), { schema })
    : await loadRows(PUBMED_ROWS, {
        schema,
        map: (record) => {
          const { [PUBMED_TEXT]: text, [PUBMED_LABEL]: label, id } = record as Record<string, unknown>
          const group =
            PUBMED_GROUP === undefined ? undefined : (record as Record<string, unknown>)[PUBMED_GROUP]
          return {
            inputs: { text: String(text) },
            expectations: { label: String(label) },
            ...(id !== undefined && { id: String(id) }),
            ...(group !== undefined && { group: String(group) }),
          }
        },
      })

/** How the system under test is told what the labels mean. */
const meanings = {
  background:
    'what is already known or remains unclear; a problem that is common, important or poorly understood',
  objective: 'the aim or purpose of the study: to determine whether, to evaluate, to compare',
  method:
    'what was done: patients were randomly assigned to receive, data were collected, the primary outcome was',
  result:
    'what was found: groups differed significantly, mean scores and percent (95% CI, p = 0.01), no difference',
  conclusion:
    'what the findings mean: results suggest, may be, should be considered, further studies are needed',
}

/** How the judge's instructions put it: shorter, as people do. */
const hints = {
  background: 'a problem that remains unclear or is common',
  objective: 'we aimed to find out whether',
  method: 'patients were randomised or recruited, and outcomes were measured',
  result: 'scores improved or differed significantly (95% CI)',
  conclusion: 'the findings suggest that it may be of use',
}

const labels = PUBMED_LABELS.split(',').map((label) => label.trim())

function explained(words: { [stem: string]: string }): { [label: string]: string } {
  const stemOf = (label: string) => Object.keys(words).find((stem) => label.toLowerCase().startsWith(stem))
  return Object.fromEntries(labels.map((label) => [label, words[stemOf(label) ?? ''] ?? 'anything else']))
}

/** What each label means, for the system under test. */
export const labelMeanings = explained(meanings)

/** What each label means, as lines for the judge. */
export const labelHints = Object.entries(explained(hints))
  .map(([label, hint]) => `- ${label}: ${hint}`)
  .join('\n')
