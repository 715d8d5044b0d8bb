import type { JsonValue, RunRow } from '../../contract/index.ts'
import { episodeText } from '../../memory/index.ts'
import { leavesOf, TextCollection, type TextFinder } from './texts.ts'

/** All that a row or an episode says of itself: what was asked, answered, expected, said and done. */
export type Content = Pick<RunRow, (typeof contentFields)[number]>

const contentFields = ['inputs', 'outputs', 'expectations', 'conversation', 'trace'] as const

/** So many characters of a field's JSON say which one it is. */
const most = 400

/** What something says, as it may stand in files of any kind, and as recorded requests and answers hold it. */
export interface Wording {
  anywhere: readonly string[]
  recorded: readonly string[]
}

/** What a sample says, or an episode without its rationale. */
export function sampleWording(sample: Content): Wording {
  return {
    anywhere: contentFields.flatMap((field) => leavesOf(sample[field])),
    recorded: recordedForms(sample),
  }
}

/** What somebody wrote of a sample; nothing where the text is empty. */
export function rationaleWording(text: string): Wording {
  return { anywhere: [text], recorded: text === '' ? [] : fieldForms('rationale', text) }
}

/** What guidelines say. */
export function guidelineWording(texts: readonly string[]): Wording {
  return { anywhere: texts, recorded: [] }
}

/**
 * What is to be forgotten, as it may stand in files. In recordings also texts that are too short to be searched for
 * anywhere, and texts that are keys, are found: by the field that they stand in, as requests to models hold it.
 */
export class ForgottenTexts {
  readonly #anywhere = new TextCollection()
  readonly #recorded = new TextCollection(1)

  add({ anywhere, recorded }: Wording): void {
    this.#anywhere.add(...anywhere)
    this.#recorded.add(...recorded)
  }

  /** Takes out what something else says as well; only after all were added. */
  exclude({ anywhere, recorded }: Wording): void {
    this.#anywhere.exclude(...anywhere)
    this.#recorded.exclude(...recorded)
  }

  /** Finds the texts in files of any kind. */
  finder(): TextFinder {
    return this.#anywhere.finder()
  }

  /** Finds them in recorded requests and answers. */
  recordFinder(): TextFinder {
    return this.#anywhere.finder(this.#recorded)
  }
}

/** A sample's fields as prompts hold them, and its text as it is embedded. */
function recordedForms(sample: Content): string[] {
  const { inputs, outputs = null, conversation } = sample
  const said = { inputs, outputs }
  const embedded = [said, ...(conversation === undefined ? [] : [{ ...said, conversation }])]
  return [
    ...contentFields.flatMap((field) => fieldForms(field, sample[field])),
    ...embedded.map((sides) => beginning(JSON.stringify(episodeText(sides)))),
  ]
}

/** A field as a data block of its own, and as a part of a record or an example in one. */
function fieldForms(name: string, value: JsonValue | undefined): string[] {
  if (value === undefined) return []
  const json = JSON.stringify(value, null, 2)
  return [beginning(`<${name}>\n${json}\n</${name}>`), beginning(`"${name}": ${json}`)]
}

function beginning(text: string): string {
  return text.slice(0, most)
}
