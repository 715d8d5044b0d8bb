import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../src/contract/index.ts'
import { jsonLines, jsonTokens } from '../../src/review/page/content/json-lines.ts'
import { besideMessages, messagesOf } from '../../src/review/page/content/messages.ts'
import { bestView, viewsOf } from '../../src/review/page/content/shown-as.ts'
import { visibleParts, visibleText } from '../../src/review/page/content/visible-parts.ts'

const anyCharacter = fc
  .oneof(fc.integer({ min: 0x2000, max: 0x2070 }), fc.integer({ min: 0, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code))

describe('visible text', () => {
  test('names each character that hides or turns others round, and leaves the rest', () => {
    expect(visibleParts('a\u202Eb\r\nc\u200B\u0000\td')).toEqual([
      { text: 'a' },
      { text: '[U+202E]', control: 'right-to-left override' },
      { text: 'b\nc' },
      { text: '[U+200B]', control: 'zero width space' },
      { text: '[U+0000]', control: 'control character' },
      { text: '\td' },
    ])
    expect(visibleText('\u{E0041}👩‍🔬 مرحبا')).toBe('[U+E0041]👩‍🔬 مرحبا')
    expect(visibleParts('')).toEqual([])
  })

  test('holds no control of direction, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        expect(visibleText(text)).not.toMatch(
          /(?![\t\n])[\p{Cc}\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/u,
        )
        if (/^[ -~]*$/.test(text)) expect(visibleText(text)).toBe(text)
      }),
    )
  })
})

describe('the views of a value', () => {
  test('a conversation is known in its common forms, with its calls of tools', () => {
    expect(
      messagesOf([{ role: 'user', content: [{ type: 'text', text: 'Hi' }, { type: 'image' }] }]),
    ).toEqual([{ role: 'user', text: 'Hi\n{\n  "type": "image"\n}', calls: [] }])
    const calling: JsonValue = {
      messages: [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ function: { name: 'find', arguments: '{"a":1}' } }],
        },
        { role: 'tool', name: 'find', content: 'none' },
      ],
      temperature: 0,
    }
    expect(messagesOf(calling)).toEqual([
      { role: 'assistant', text: '', calls: [{ name: 'find', parameters: '{"a":1}' }] },
      { role: 'tool · find', text: 'none', calls: [] },
    ])
    expect(besideMessages(calling)).toEqual({ temperature: 0 })
    expect(messagesOf({ role: 'admin' })).toBeUndefined()
    expect(messagesOf([])).toBeUndefined()
    expect(messagesOf('user: hi')).toBeUndefined()
  })

  test.each<[JsonValue, string]>([
    ['plain', 'text'],
    ['# Title\ntext', 'markdown'],
    ['2 * 3 * 4', 'text'],
    [{ text: 'plain' }, 'text'],
    [{ text: '**bold** words' }, 'markdown'],
    [{ a: { b: 1 } }, 'json'],
    [[1, 2], 'text'],
    [[{ a: 1 }], 'json'],
    [[{ role: 'user', content: 'Hi' }], 'conversation'],
    [null, 'text'],
  ])('%j is shown as %s first', (value, view) => {
    expect(bestView(value)).toBe(view)
    expect(viewsOf(value)).toContain(view)
  })

  test('JSON in stretches is the JSON itself', () => {
    expect(jsonTokens('  "a\\"b": [1e3, true],')).toEqual([
      { kind: 'mark', text: '  ' },
      { kind: 'key', text: '"a\\"b"' },
      { kind: 'mark', text: ':' },
      { kind: 'mark', text: ' ' },
      { kind: 'mark', text: '[' },
      { kind: 'number', text: '1e3' },
      { kind: 'mark', text: ',' },
      { kind: 'mark', text: ' ' },
      { kind: 'word', text: 'true' },
      { kind: 'mark', text: ']' },
      { kind: 'mark', text: ',' },
    ])
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const lines = jsonLines(value as JsonValue)
        const again = lines.map((line) =>
          jsonTokens(line)
            .map(({ text }) => text)
            .join(''),
        )
        expect(again).toEqual(lines)
      }),
    )
  })
})
