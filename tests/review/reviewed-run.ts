import type { JsonValue, JudgeValue, Run, RunRow } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'

/** The judge of these runs. */
export const judgeName = 'polite'

const memoryFolder = 'evals/support/memory/polite'

const topics = ['refund', 'invoice', 'password', 'delivery', 'colour', 'warranty', 'phone', 'account']
const answers = [
  'We are sorry. The parcel arrives tomorrow, and you pay nothing for it.',
  'Read the manual.',
  '## What to do\n\n1. Open **Settings**.\n2. Choose `Reset`.\n\n> You get a mail within *five* minutes.',
  'Do it yourself, it is not hard.',
  'Thank you for asking. You are welcome to call us at any time between nine and five.',
]

/** A run with so many align rows of one judge in both forms: of each five, the first three are mismatches. */
export function reviewedRun(rows: number, special: readonly Partial<RunRow>[] = []): Run {
  const plain = Array.from({ length: rows }, (_, index) => reviewedRow(index))
  const first = special.map((rest, index) => ({
    ...reviewedRow(index * 5),
    id: `special ${index + 1}`,
    ...rest,
  }))
  const definition = {
    ...buildJudge(judgeName).definition,
    instructions: 'Is {{ outputs }} a polite answer to {{ inputs }}?',
    model: 'offline',
  }
  const judges = [
    buildJudge(judgeName, { definition }),
    { ...buildJudge(judgeName, { definition, memoryFolder }), id: `${judgeName}@aligned` },
  ]
  const suite = buildSuite('Support answers', judges, [...first, ...plain], {
    file: 'evals/support/support.eval.ts',
  })
  return buildRun([suite], { offline: true, time: '2026-11-24T08:00:00.000Z' })
}

function reviewedRow(index: number): RunRow {
  const id = `row ${String(index + 1).padStart(4, '0')}`
  const isMismatch = index % 5 < 3
  const truth = index % 2 === 0 ? 'no' : 'yes'
  const verdict = isMismatch ? (truth === 'yes' ? 'no' : 'yes') : truth
  const topic = topics[index % topics.length] ?? ''
  return rowOf(
    id,
    { question: `Where is my ${topic}? This is question ${index + 1}.` },
    answers[index % 5] ?? '',
    {
      truth,
      verdict,
      topic,
    },
  )
}

function rowOf(
  id: string,
  inputs: JsonValue,
  outputs: JsonValue,
  { truth, verdict, topic }: { truth: JudgeValue; verdict: JudgeValue; topic: string },
): RunRow {
  const rationale = 'Nothing in the answer is rude, and it tells the customer what happens next.'
  return buildRow(
    id,
    [
      buildVerdict(judgeName, verdict, truth, { rationale, model: 'offline' }),
      buildVerdict(`${judgeName}@aligned`, verdict, truth, { rationale, model: 'offline' }),
    ],
    { split: 'align', inputs, outputs, sampleId: id.replaceAll(' ', '-'), group: id, tags: [topic] },
  )
}

/** Rows whose text would be markup, a script, a link, or turned round, were it taken for more than text. */
export const hostileRows: readonly Partial<RunRow>[] = [
  {
    id: '<img src=x onerror=alert(1)>',
    sampleId: 'hostile-1',
    inputs: { text: '<script>alert(2)</script><b id="bold">bold</b>' },
    outputs: [
      '# <script>alert(3)</script>',
      '',
      '- [free](javascript:alert(4)) and [site](https://example.com/a)',
      '- ![picture](https://example.com/picture.png)',
      '',
      'abc \u202Ecba\u202C <iframe src="https://example.com"></iframe>',
    ].join('\n'),
    tags: ['"><svg onload=alert(5)>'],
  },
]

/** A conversation with a call of a tool, and a long and deep value. */
export const largeRows: readonly Partial<RunRow>[] = [
  {
    id: 'conversation',
    sampleId: 'conversation',
    inputs: [
      { role: 'system', content: 'You help customers of a bicycle shop. Be brief.' },
      { role: 'user', content: 'My brake squeaks since the repair on Monday. What can I do?' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ function: { name: 'find_repair', arguments: '{"day":"Monday"}' } }],
      },
      { role: 'tool', name: 'find_repair', content: '{"repair":"brake pads","mechanic":"Noor"}' },
    ],
    outputs: {
      role: 'assistant',
      content: 'Please bring it by: Noor looks at it while you wait.',
      steps: [1, 2],
    },
  },
  {
    id: 'long JSON',
    sampleId: 'long-json',
    inputs: {
      order: {
        number: 1042,
        isPaid: true,
        note: null,
        items: Array.from({ length: 90 }, (_, index) => ({
          sku: `bell-${index}`,
          price: 9.5 + index,
          tags: ['bell', 'steel'],
        })),
      },
    },
    outputs: 'word '.repeat(6000),
  },
]
