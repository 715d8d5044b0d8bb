import { describe, expect, test } from 'vitest'
import { plainRationale, writeRationale } from '../../src/feedback/index.ts'
import { chatModel, type ChatFunction, type ChatRequest } from '../../src/model/index.ts'
import { definition, row } from './support.ts'

const write = (model: ChatFunction, more: Partial<typeof definition> = {}) =>
  writeRationale({ ...definition, ...more }, ['outputs'], row(1), 'no', chatModel(model))

describe('the rationale of a value that is known to be right', () => {
  test('is written by the model from what the judge sees and the value, and nothing else', async () => {
    const requests: ChatRequest[] = []
    const written = await write(async (request) => {
      requests.push(request)
      return '{"rationale": " It is curt. "}'
    })
    expect(written).toEqual({ rationale: 'It is curt.', written: true })
    expect(requests.map(({ messages, schema, temperature }) => ({ messages, schema, temperature })))
      .toMatchInlineSnapshot(`
      [
        {
          "messages": [
            {
              "content": "A judge works by these instructions:
      <instructions>
      Is {{ outputs }} polite?
      </instructions>
      The user message holds what the judge sees, as data, and "result", which is the right judgement. Explain in one or two sentences why it is right, from what the judge sees. Do not mention that you were told it.

      Answer with one JSON object and nothing else, with the field "rationale".",
              "role": "system",
            },
            {
              "content": "<outputs>
      "Thanks."
      </outputs>

      <result>
      "no"
      </result>",
              "role": "user",
            },
          ],
          "schema": {
            "name": "rationale",
            "schema": {
              "additionalProperties": false,
              "properties": {
                "rationale": {
                  "type": "string",
                },
              },
              "required": [
                "rationale",
              ],
              "type": "object",
            },
          },
          "temperature": 0,
        },
      ]
    `)
  })

  test('of a guidelines judge is written with the guidelines at hand', async () => {
    let system = ''
    await write(
      async ({ messages }) => {
        system = messages[0]?.content ?? ''
        return '{"rationale": "r"}'
      },
      { kind: 'guidelines', instructions: 'Check {{ outputs }}.', guidelines: ['Be polite.', 'Be short.'] },
    )
    expect(system).toContain(
      '<instructions>\nCheck {{ outputs }}.\n- Be polite.\n- Be short.\n</instructions>',
    )
  })

  test.for<[string, ChatFunction]>([
    [
      'fails',
      async () => {
        throw new Error('down')
      },
    ],
    ['answers no JSON', async () => 'It is curt.'],
    ['answers another object', async () => '{"reason": "It is curt."}'],
    ['answers nothing', async () => ''],
    ['writes a blank', async () => '{"rationale": "  "}'],
  ])('is a plain sentence when the model %s', async ([, model]) => {
    expect(await write(model)).toMatchObject({
      rationale: 'The ground truth for this sample is "no".',
      written: false,
    })
  })

  test('names values of any type', () => {
    expect(['no', true, 3].map(plainRationale)).toEqual([
      'The ground truth for this sample is "no".',
      'The ground truth for this sample is true.',
      'The ground truth for this sample is 3.',
    ])
  })
})
