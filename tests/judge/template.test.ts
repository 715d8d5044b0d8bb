import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { templateVariables } from '../../src/contract/index.ts'
import { usedVariables } from '../../src/judge/index.ts'
import { refusal } from './support.ts'

describe('the variables of a template', () => {
  test.for(templateVariables)('include %s', (name) => {
    expect(usedVariables(`Look at {{ ${name} }}.`)).toEqual([name])
  })

  test('are found in order of first appearance, each once, however they are spaced', () => {
    expect(usedVariables('{{outputs}} for {{   inputs}}, {{ outputs }}, {{\ntrace\n}}')).toEqual([
      'outputs',
      'inputs',
      'trace',
    ])
  })

  test('are nothing else that stands in braces', () => {
    expect(usedVariables('{ inputs } {{{ outputs }}} {inputs}')).toEqual(['outputs'])
  })

  test('of another name are refused, and the error lists the known ones', () => {
    expect(refusal(() => usedVariables('Is {{ outputs }} like {{ response }}?'))).toMatchInlineSnapshot(`
      {
        "code": "invalid-template",
        "text": "The instructions use the variable {{ response }}; expected one of {{ inputs }}, {{ outputs }}, {{ expectations }}, {{ conversation }}, {{ trace }}.
        → Write {{ inputs }} for the row and {{ outputs }} for the answer; their fields are shown as JSON.",
      }
    `)
  })

  test.for(['{{ Inputs }}', '{{ inputs.text }}', '{{ }}', '{{ inputs | upper }}'])(
    'are spelled exactly: not %s',
    (text) => {
      expect(refusal(() => usedVariables(`{{ outputs }} ${text}`)).code).toBe('invalid-template')
    },
  )

  test('are needed: instructions without any are refused', () => {
    expect(refusal(() => usedVariables('Is the answer polite?')).text).toBe(
      'The instructions use no variable; expected at least one of {{ inputs }}, {{ outputs }}, {{ expectations }}, {{ conversation }}, {{ trace }}.\n' +
        '  → Write, for example: instructions: "Is {{ outputs }} a polite answer to {{ inputs }}?".',
    )
  })

  test('go with a conversation only where they are the expectations', () => {
    const any = fc.subarray([...templateVariables], { minLength: 1 })
    fc.assert(
      fc.property(any, (names) => {
        const text = names.map((name) => `{{ ${name} }}`).join(' ')
        const others = names.filter((name) => name !== 'conversation' && name !== 'expectations')
        if (names.includes('conversation') && others.length > 0) {
          expect(refusal(() => usedVariables(text))).toMatchObject({
            code: 'invalid-template',
            text: expect.stringContaining('expected it alone or with expectations'),
          })
        } else expect(usedVariables(text)).toEqual(names)
      }),
    )
  })
})
