import { passing, type JudgeDefinition, type JudgeValue } from '../contract/index.ts'
import type { Guidance } from '../judge/index.ts'

/** In which way what a memory says of a sample is changed. */
export type GuidanceChange = 'example-order' | 'guideline-order' | 'nearest-example' | 'flipped-example'

/** What a judge is taught for a sample, changed, and the change in words. */
export interface ChangedGuidance {
  guidance: Guidance
  change: string
}

/**
 * Changes what a judge is taught for one sample in one way: the examples, or the guidelines, in reverse order; without
 * the nearest example; or with the other value, and without a rationale, in the nearest one. Undefined where there is
 * nothing to change.
 */
export function changeGuidance(
  change: GuidanceChange,
  guidance: Guidance,
  definition: Pick<JudgeDefinition, 'passes' | 'valueType'>,
): ChangedGuidance | undefined {
  const { examples, guidelines, guidelineIds } = guidance
  if (change === 'guideline-order') {
    if (guidelines.length < 2) return undefined
    return {
      guidance: {
        ...guidance,
        guidelines: guidelines.toReversed(),
        ...(guidelineIds && { guidelineIds: guidelineIds.toReversed() }),
      },
      change: `its ${guidelines.length} guidelines in reverse order`,
    }
  }
  const [nearest, ...others] = examples
  if (nearest === undefined) return undefined
  if (change === 'example-order') {
    if (others.length === 0) return undefined
    const ids = examples.map(({ sampleId }) => sampleId.slice(0, 8))
    return {
      guidance: { ...guidance, examples: examples.toReversed() },
      change: `the examples ${ids.join(', ')} in reverse order`,
    }
  }
  const which = `the nearest example ${nearest.sampleId.slice(0, 8)}`
  if (change === 'nearest-example') {
    return {
      guidance: { ...guidance, examples: others },
      change: `without ${which} (${JSON.stringify(nearest.value)})`,
    }
  }
  const value = otherValue(nearest.value, definition)
  if (value === undefined) return undefined
  const flipped = { ...nearest, value, rationale: '' }
  return {
    guidance: { ...guidance, examples: [flipped, ...others] },
    change: `${which} as ${JSON.stringify(value)} in place of ${JSON.stringify(nearest.value)}`,
  }
}

/** A value on the other side of what passes, where that is known; else another one. Undefined for free text. */
function otherValue(
  value: JudgeValue,
  definition: Pick<JudgeDefinition, 'passes' | 'valueType'>,
): JudgeValue | undefined {
  const { valueType } = definition
  if (valueType.type === 'text') return undefined
  if (valueType.type === 'boolean') return value !== true
  if (valueType.type === 'number') {
    const mirrored = valueType.min + valueType.max - Number(value)
    return mirrored === value ? valueType.max : mirrored
  }
  const passes = passing(definition)
  const others = valueType.values.filter((other) => other !== value)
  return others.find((other) => passes !== undefined && passes(other) !== passes(value)) ?? others[0]
}
