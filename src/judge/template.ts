import { templateVariables, VitestJudgeError, type TemplateVariable } from '../contract/index.ts'

const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g

/**
 * The template variables that instructions use, in order of first appearance.
 * @throws VitestJudgeError `invalid-template` when there is none, or one of another name
 */
export function usedVariables(instructions: string): TemplateVariable[] {
  const names = [...new Set([...instructions.matchAll(placeholder)].map(([, name]) => name ?? ''))]
  const unknown = names.find((name) => !isVariable(name))
  const known = templateVariables.map((name) => `{{ ${name} }}`).join(', ')
  if (unknown !== undefined) {
    throw new VitestJudgeError('invalid-template', {
      message: `The instructions use the variable {{ ${unknown} }}; expected one of ${known}.`,
      hint: 'Write {{ inputs }} for the row and {{ outputs }} for the answer; their fields are shown as JSON.',
    })
  }
  if (names.length === 0) {
    throw new VitestJudgeError('invalid-template', {
      message: `The instructions use no variable; expected at least one of ${known}.`,
      hint: 'Write, for example: instructions: "Is {{ outputs }} a polite answer to {{ inputs }}?".',
    })
  }
  if (
    names.includes('conversation') &&
    names.some((name) => name !== 'conversation' && name !== 'expectations')
  ) {
    throw new VitestJudgeError('invalid-template', {
      message: `The instructions use {{ conversation }} with ${names.filter((name) => name !== 'conversation').join(', ')}; expected it alone or with expectations.`,
      hint: 'Drop the other variables, or make a second judge for them.',
    })
  }
  return names.filter(isVariable)
}

function isVariable(name: string): name is TemplateVariable {
  return (templateVariables as readonly string[]).includes(name)
}
