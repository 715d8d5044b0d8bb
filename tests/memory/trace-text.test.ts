import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../src/contract/index.ts'
import { traceText } from '../../src/memory/trace-text.ts'
import { briefTrace, episodeText } from '../../src/memory/index.ts'

const request = { question: 'Where is my parcel?' }
const response = { answer: 'In Graz.' }
const brief = {
  name: 'agent',
  inputs: request,
  outputs: response,
  children: [{ name: 'search' }, { name: 'model' }],
}

const layouts: [string, JsonValue][] = [
  [
    'a tree with children',
    {
      name: 'agent',
      inputs: request,
      outputs: response,
      children: [{ name: 'search', children: [{ name: 'model', outputs: 'ignored' }] }],
    },
  ],
  [
    'a tree with spans',
    { name: 'agent', input: request, output: response, spans: [{ name: 'search' }, { name: 'model' }] },
  ],
  [
    'a flat list whose root comes last',
    [
      { name: 'search', id: 2, parent_id: 1 },
      { name: 'model', id: 3, parent_id: 2 },
      { name: 'agent', id: 1, parent_id: null, inputs: request, outputs: response },
    ],
  ],
  [
    "MLflow's export",
    {
      info: { trace_id: 'tr-1', state: 'OK' },
      data: {
        spans: [
          {
            name: 'agent',
            span_id: 'a',
            parent_span_id: null,
            attributes: {
              'mlflow.spanInputs': JSON.stringify(request),
              'mlflow.spanOutputs': JSON.stringify(response),
            },
          },
          { name: 'search', span_id: 'b', parent_span_id: 'a', attributes: {} },
          {
            name: 'model',
            span_id: 'c',
            parent_span_id: 'b',
            attributes: { 'mlflow.spanInputs': '"other"' },
          },
        ],
      },
    },
  ],
  [
    'OTLP',
    {
      resourceSpans: [
        {
          resource: { attributes: [] },
          scopeSpans: [
            {
              scope: { name: 'not a span' },
              spans: [
                {
                  name: 'agent',
                  parentSpanId: '',
                  attributes: [
                    { key: 'input.value', value: { stringValue: JSON.stringify(request) } },
                    { key: 'output.value', value: { stringValue: JSON.stringify(response) } },
                    { key: 'count', value: { intValue: '3' } },
                  ],
                },
                { name: 'search', parentSpanId: '1', attributes: [] },
                { name: 'model', parentSpanId: '1' },
              ],
            },
          ],
        },
      ],
    },
  ],
]

describe('a trace in brief', () => {
  test.for(layouts)('is the same of %s', ([, trace]) => {
    expect(briefTrace(trace)).toEqual(brief)
    expect(briefTrace(JSON.stringify(trace))).toEqual(brief)
    expect(traceText(trace)).toBe('question: Where is my parcel?\nanswer: In Graz.\nagent\nsearch\nmodel')
  })

  test('is its own brief, so that stored and asked traces are embedded alike', () => {
    expect(briefTrace(briefTrace(brief))).toEqual(brief)
    for (const [, trace] of layouts) {
      const asked = episodeText({ inputs: null, outputs: null, trace })
      expect(episodeText({ inputs: null, outputs: null, trace: briefTrace(trace) })).toBe(asked)
    }
  })

  test('names repeated spans once in its text, and at most a hundred spans', () => {
    const many = {
      name: 'loop',
      children: Array.from({ length: 300 }, (_, index) => ({ name: `step ${index % 200}` })),
    }
    expect((briefTrace(many) as { children: unknown[] }).children).toHaveLength(100)
    const twice = { name: 'agent', children: [{ name: 'search' }, { name: 'search' }] }
    expect(briefTrace(twice)).toEqual(twice)
    expect(traceText(twice)).toBe('agent\nsearch')
  })

  test('keeps text that is no JSON, and takes the first span where none is a root', () => {
    const spans = [
      { name: 'first', parent_id: 'x', attributes: { 'mlflow.spanInputs': 'plain {text' } },
      { name: 'second', parent_id: 'x' },
    ]
    expect(briefTrace(spans)).toEqual({
      name: 'first',
      inputs: 'plain {text',
      children: [{ name: 'second' }],
    })
  })

  test.for<JsonValue>(['a log line', 7, null, [], {}, { steps: [1, 2] }])(
    'of %j, which has no span, is itself',
    (trace) => {
      expect(briefTrace(trace)).toEqual(trace)
      expect(typeof traceText(trace)).toBe('string')
    },
  )
})
