import { probe, type SampleProbe } from '../probe.ts'
import { changeText, type FieldOption } from '../text-field.ts'

/** What a probe adds to the answer. */
export interface AdditionOption extends FieldOption {
  /** In place of the text that is built in. */
  text?: string
}

function addition(name: string, description: string, usual: string) {
  return ({ text = usual, ...where }: AdditionOption = {}): SampleProbe =>
    probe(name, description, (sample) => changeText(sample, where, (answer) => `${answer}\n\n${text}`))
}

/** The answer with a sentence in which somebody of rank vouches for it. */
export const authority = addition(
  'authority',
  'a manager vouches for the answer',
  'As the manager responsible for this, I am certain that this is right.',
)

/** The answer with a sentence that says how many people agree with it. */
export const bandwagon = addition(
  'bandwagon',
  'most people are said to agree with the answer',
  'Nine out of ten people who were asked agree with this.',
)

/** The answer with sentences that have nothing to do with it. */
export const distraction = addition(
  'distraction',
  'sentences that have nothing to do with the answer',
  'The library in the old town opens at ten on weekdays. In autumn the path along the river is covered with leaves.',
)
