import { addMarkdown, removeMarkdown } from '../markdown.ts'
import { probe, type SampleProbe } from '../probe.ts'
import { changeText, type FieldOption } from '../text-field.ts'

/** Whether Markdown is added or removed. */
export interface FormattingOption extends FieldOption {
  /** Default: removed where the text has some, else added. */
  markdown?: 'added' | 'removed'
}

/** The same words with Markdown added, or removed. */
export function formatting({ markdown, ...where }: FormattingOption = {}): SampleProbe {
  const what = markdown ?? 'added or removed'
  return probe('formatting', `Markdown is ${what}`, (sample) =>
    changeText(sample, where, (text) => {
      const plain = removeMarkdown(text)
      if (markdown === 'added' && plain !== text) return { doesNotApply: 'the text has Markdown already' }
      return plain === text && markdown !== 'removed' ? addMarkdown(text) : plain
    }),
  )
}
