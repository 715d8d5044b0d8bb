import type { JsonValue } from '../../contract/index.ts'
import { readCue } from './cue.ts'
import { explainedTerms, likeness, sampleText, shortAnswers, textOf, wordingShared } from './evidence.ts'
import { featureOf, features } from './words.ts'

/** What a judging prompt holds, as the stand-in reads it. */
export interface JudgingPrompt {
  instructions: string
  guidelines: readonly string[]
  examples: readonly { [key: string]: JsonValue }[]
  fields: { [key: string]: JsonValue | undefined }
}

/** A decision and the evidence for it, in words. */
export interface Decision {
  value: string
  because: string
}

const wordingWeight = 0.5
const exampleWeight = 5

const yesWords = new Set(['yes', 'true', 'pass', 'correct', 'good'])

/**
 * Chooses one of the allowed values from the evidence in the prompt: guidelines that fit the sample, examples
 * like it, and, for a yes or no, whether the answer matches the expectations or fits the instructions' own
 * explanation of it. Lenient as language models are: with no evidence either way the answer passes.
 */
export function decide(prompt: JudgingPrompt, values: readonly string[]): Decision {
  const scores = new Map(values.map((value) => [value, 0]))
  const reasons: { value: string; reason: string }[] = []
  const add = (value: string, weight: number, reason: string) => {
    const score = scores.get(value)
    if (score === undefined || weight === 0) return
    scores.set(value, score + weight)
    reasons.push({ value, reason })
  }
  const yes = values.find((value) => yesWords.has(value.toLowerCase()))
  const no = values.length === 2 ? values.find((value) => value !== yes) : undefined
  const isYesOrNo = yes !== undefined && no !== undefined
  if (isYesOrNo) {
    add(yes, 0.05, 'nothing speaks against it')
    const [weight, reason] = answerEvidence(prompt)
    add(weight >= 0 ? yes : no, Math.abs(weight), reason)
  } else {
    for (const [term, explanation] of explainedTerms(prompt.instructions)) {
      const weight = wordingShared(sampleText(prompt.fields) + textOf(prompt.fields['outputs']), explanation)
      add(term, weight, `the wording is near to what "${term}" means`)
    }
  }
  learnedEvidence(prompt, add)
  const best = values.reduce((left, right) =>
    (scores.get(right) ?? 0) > (scores.get(left) ?? 0) ? right : left,
  )
  // Between yes and no, what speaks for the other value is evidence too; of several labels it says nothing of this one.
  const told = isYesOrNo ? reasons : reasons.filter(({ value }) => value === best)
  return { value: best, because: told.at(-1)?.reason ?? 'the prompt holds no evidence either way' }
}

function answerEvidence({ instructions, fields }: JudgingPrompt): [weight: number, reason: string] {
  const expectations = fields['expectations']
  if (expectations !== undefined) return expectationEvidence(fields['outputs'], expectations)
  const terms = explainedTerms(instructions)
  const answer = shortAnswers(fields['outputs']).find((candidate) => terms.has(candidate))
  if (answer === undefined || terms.size < 2) return [0, '']
  const text = sampleText(fields)
  const own = wordingShared(text, terms.get(answer) ?? '')
  const rival = [...terms]
    .filter(([term]) => term !== answer)
    .map(([term, explanation]) => ({ term, shared: wordingShared(text, explanation) }))
    .reduce((left, right) => (right.shared > left.shared ? right : left))
  if (own === rival.shared) return [0, '']
  return own > rival.shared
    ? [1, `the wording goes with "${answer}"`]
    : [-1, `the wording goes with "${rival.term}" rather than "${answer}"`]
}

function expectationEvidence(outputs: JsonValue | undefined, expectations: JsonValue): [number, string] {
  const answer = textOf(outputs).trim().toLowerCase()
  const expected = textOf(expectations).trim()
  if (answer === expected.toLowerCase()) return [5, `the answer is the expected "${expected}"`]
  const near = likeness(answer, expected)
  return near >= 0.5 ? [2, 'the answer is near to what was expected'] : [-5, `"${expected}" was expected`]
}

function learnedEvidence(
  prompt: JudgingPrompt,
  add: (value: string, weight: number, reason: string) => void,
): void {
  const text = sampleText(prompt.fields)
  const present = features(text)
  const answers = new Set(shortAnswers(prompt.fields['outputs']))
  for (const cue of prompt.guidelines.map(readCue)) {
    if (cue === undefined || !answers.has(cue.answer)) continue
    const found = cue.wordings.filter((wording) => present.has(featureOf(wording)))
    add(
      cue.value,
      wordingWeight * found.length,
      `the inputs say ${found.map((wording) => `"${wording}"`).join(', ')}`,
    )
  }
  for (const example of prompt.examples) {
    const near = likeness(text, sampleText(example))
    const sameAnswer = shortAnswers(example['outputs']).some((answer) => answers.has(answer))
    if (sameAnswer) add(String(example['result']), exampleWeight * near, 'a like case was judged so')
  }
}
