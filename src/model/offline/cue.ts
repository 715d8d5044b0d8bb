/**
 * The one form of guideline that the offline stand-in writes and can read: which answer is right or wrong for
 * inputs with which wording. `#` stands for any number.
 */
export interface Cue {
  value: string
  answer: string
  wordings: string[]
}

/** A cue as an English sentence. */
export function cueSentence(cue: Cue): string {
  const mentions = cue.wordings.map((wording) => `"${wording}"`).join(', ')
  return `Answer "${cue.value}" when the outputs say "${cue.answer}" and the inputs have wording such as ${mentions}.`
}

/** Reads a sentence written by `cueSentence`; undefined for any other sentence. */
export function readCue(sentence: string): Cue | undefined {
  const match =
    /^Answer "([^"]+)" when the outputs say "([^"]+)" and the inputs have wording such as ((?:"[^"]+"(?:, )?)+)\.$/u.exec(
      sentence.trim(),
    )
  if (match === null) return undefined
  const [, value = '', answer = '', list = ''] = match
  return { value, answer, wordings: [...list.matchAll(/"([^"]+)"/g)].map(([, wording]) => wording ?? '') }
}
