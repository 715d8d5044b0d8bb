import type { JsonValue, RunRow } from '../../contract/index.ts'
import { episodeText } from '../../memory/index.ts'
import { leavesOf, TextCollection, type TextFinder } from './texts.ts'

/** All that a row or an episode says of itself: what was asked, answered, expected, said and done. */
export type Content = Pick<RunRow, (typeof contentFields)[number]>

const contentFields = ['inputs', 'outputs', 'expectations', 'conversation', 'trace'] as const

/** So many characters of a field's JSON say which one it is. */
const most = 400

/**
 * What is to be forgotten, as it may stand in files. In recordings also texts that are too short to be searched for
 * anywhere, and texts that are keys, are found: by the field that they stand in, as requests to models hold it.
 */
export class ForgottenTexts {
  readonly #anywhere = new TextCollection()
  readonly #recorded = new TextCollection(1)

  addSample(sample: Content): void {
    this.#anywhere.add(...leavesOfContent(sample))
    this.#recorded.add(...recordedForms(sample))
  }

  addRationale(text: string): void {
    this.#anywhere.add(text)
    if (text !== '') this.#recorded.add(...fieldForms('rationale', text))
  }

  addGuidelines(texts: readonly string[]): void {
    this.#anywhere.add(...texts)
  }

  /** Takes out what another sample says as well; only after all were added. */
  excludeSample(sample: Content): void {
    this.#anywhere.exclude(...leavesOfContent(sample))
    this.#recorded.exclude(...recordedForms(sample))
  }

  excludeRationale(text: string): void {
    this.#anywhere.exclude(text)
    if (text !== '') this.#recorded.exclude(...fieldForms('rationale', text))
  }

  excludeGuidelines(texts: readonly string[]): void {
    this.#anywhere.exclude(...texts)
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

function leavesOfContent(sample: Content): string[] {
  return contentFields.flatMap((field) => leavesOf(sample[field]))
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
