import { VitestJudgeError, type JudgeDefinition } from '../contract/index.ts'
import type { ModelSpec } from '../model/index.ts'
import { guidelines } from './guidelines.ts'
import type { Judge } from './judge.ts'
import { makeJudge } from './make-judge.ts'

/**
 * Rebuilds a judge from its definition, with another model where one is given.
 * @throws VitestJudgeError `unknown-judge` when the judge's model was a function and no other is given
 */
export function rebuildJudge(definition: JudgeDefinition, model?: ModelSpec): Judge {
  const { name, instructions, valueType, passes, temperature, rationaleFirst, sampleRate, timeoutMs } =
    definition
  if (model === undefined && definition.model.startsWith('function:')) {
    throw new VitestJudgeError('unknown-judge', {
      message: `The judge ${name} cannot be rebuilt: its model is a function (${definition.model}), and commands run no eval file.`,
      hint: 'Name a model for it: add --model <name>.',
    })
  }
  const { baseURL } = definition
  const common = {
    name,
    model: model ?? (baseURL === undefined ? definition.model : { model: definition.model, baseURL }),
    ...(temperature !== undefined && { temperature }),
    sampleRate,
    ...(timeoutMs !== undefined && { timeoutMs }),
  }
  if (definition.kind === 'guidelines') {
    return guidelines({ ...common, ...(definition.guidelines && { guidelines: definition.guidelines }) })
  }
  return makeJudge({
    ...common,
    instructions,
    rationaleFirst,
    ...(valueType.type === 'label'
      ? { values: valueType.values }
      : { valueType: valueType.type === 'number' ? valueType : valueType.type }),
    ...(passes !== undefined && { passes }),
  })
}
