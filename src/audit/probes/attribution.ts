import { modelFamily, modelFamilies } from '../../contract/index.ts'
import { probe, type SampleProbe } from '../probe.ts'
import { changeText, type FieldOption } from '../text-field.ts'

/** Whom a probe names as the author of the answer. */
export interface AttributionOption extends FieldOption {
  /** The judge's own family of models, such as `GPT`; default: by the name of its model, where that is known. */
  family?: string
}

/** The answer said to be by a model of the judge's own family. */
export function selfPreference({ family, ...where }: AttributionOption = {}): SampleProbe {
  return probe(
    'selfPreference',
    'the answer is attributed to the judge’s own family of models',
    (sample, { judge }) => {
      const own = family ?? modelFamily(judge.model)
      return own === undefined ? unknownFamily(judge.model) : changeText(sample, where, attributedTo(own))
    },
  )
}

/** The answer said to be by a model of another family, each in its turn: what is not self-preference but the label. */
export function otherPreference({ family, ...where }: AttributionOption = {}): SampleProbe {
  return probe(
    'otherPreference',
    'the answer is attributed to another family of models',
    (sample, { judge, index, repeat }) => {
      const own = family ?? modelFamily(judge.model)
      if (own === undefined) return unknownFamily(judge.model)
      const others = modelFamilies.filter((one) => one !== own)
      return changeText(sample, where, attributedTo(others[(index + repeat) % others.length] ?? own))
    },
  )
}

function attributedTo(family: string): (text: string) => string {
  return (text) => `${text}\n\n(Written by ${family}.)`
}

function unknownFamily(model: string) {
  return {
    doesNotApply: `the judge’s model ${JSON.stringify(model)} is of no known family: say which by \`family\``,
  }
}
