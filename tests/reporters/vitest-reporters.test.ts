import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixture, type Ended, type Project } from '../suite/project.ts'

const files = {
  'evals/polite.eval.ts': `import { evaluate } from 'vitest-judge'
import { describe, test } from 'vitest'
import { polite } from '#polite'

const rows = [
  { id: 'kind & short', outputs: { answer: 'please' }, expectations: 'yes' },
  { id: 'too <kind>', outputs: { answer: 'please go' }, expectations: 'no' },
  { id: 'mumbles', outputs: { answer: 'mumble' }, expectations: 'yes' },
  { id: 'silent', outputs: {}, expectations: 'yes' },
].map((row) => ({ ...row, inputs: { ask: 'Why?' } }))

const options = {
  rows,
  predict: (_inputs, { row }) => {
    if (row.id === 'silent') throw new Error('the assistant is down')
    return row.outputs
  },
  truth: ({ expectations }) => expectations,
  maxUnscored: 1,
}

evaluate('Recorded', { ...options, judges: [polite(), polite('second')] })
evaluate('Agreeing', {
  ...options,
  judges: [polite()],
  assert: 'agree',
})
describe('By hand', () => {
  test('too <kind>', async ({ expect }) => {
    const sample = { ...rows[1], truth: 'no' }
    await expect(sample).not.toPassJudge(polite())
  })
})`,
}

interface JsonTest {
  ancestorTitles: string[]
  title: string
  status: string
  failureMessages: string[]
  meta: { vitestJudge?: { shown: string[] } }
}

let project: Project
let run: Ended

beforeAll(async () => {
  project = await fixture(files)
  run = await project.vitest([
    'run',
    'evals',
    '--reporter=junit',
    '--reporter=json',
    '--reporter=github-actions',
    '--outputFile.junit=junit.xml',
    '--outputFile.json=out.json',
  ])
}, 60_000)

afterAll(() => project[Symbol.asyncDispose]())

const plain = (xml: string) =>
  xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')

/** Each test of a JUnit file: its name, and the text of its failure. */
function junitTests(xml: string) {
  return [...xml.matchAll(/<testcase [^>]*? name="([^"]*)"[^>]*>([\s\S]*?)<\/testcase>/g)].map(
    ([, name = '', body = '']) => ({
      name: plain(name),
      marks: [...body.matchAll(/<property name="([^"]*)" value="([^"]*)"/g)].map(
        ([, mark, text = '']) => `${mark}: ${plain(text)}`,
      ),
      failure: plain(/<failure [^>]*>([\s\S]*?)<\/failure>/.exec(body)?.[1] ?? '').trim(),
    }),
  )
}

const tooKind = [
  '  row       too <kind>',
  '  inputs    {"ask":"Why?"}',
  '  outputs   {"answer":"please go"}',
  '  verdict   "yes"',
  '  rationale It says please.',
  '  truth     "no"',
].join('\n')
const mumbles = 'polite: unscored (malformed): expected one JSON object, received: Hard to say.'

describe("of Vitest's own reporters", () => {
  test('JUnit names suite and row, and says which judge said what, where, and what is unscored', async () => {
    expect(run.exitCode).toBe(1)
    const tests = junitTests(await project.read('junit.xml'))
    expect(tests.map(({ name }) => name)).toEqual([
      'Recorded > kind & short',
      'Recorded > too <kind>',
      'Recorded > mumbles',
      'Recorded > silent',
      'Agreeing > kind & short',
      'Agreeing > too <kind>',
      'Agreeing > mumbles',
      'Agreeing > silent',
      'By hand > too <kind>',
    ])
    const of = (wanted: string) => tests.find(({ name }) => name === wanted)
    expect(of('Recorded > too <kind>')).toMatchObject({ marks: [], failure: '' })
    expect(of('Recorded > mumbles')).toMatchObject({
      marks: [`unscored: ${mumbles}`, `unscored: ${mumbles.replace('polite', 'second')}`],
      failure: '',
    })
    expect(of('Recorded > silent')?.failure).toBe(
      'Error: the assistant is down\n ❯ Object.predict evals/polite.eval.ts:15:36\n ❯ evals/polite.eval.ts:22:1',
    )
    expect(of('Agreeing > too <kind>')).toMatchObject({
      marks: [],
      failure: `AssertionError: expected the judge polite to agree with the truth\n\n${tooKind}\n ❯ evals/polite.eval.ts:23:1`,
    })
    expect(of('Agreeing > mumbles')).toMatchObject({
      marks: [`unscored: ${mumbles}`],
      failure: [
        'AssertionError: the judge polite gave no verdict',
        '',
        '  row       mumbles',
        '  inputs    {"ask":"Why?"}',
        '  outputs   {"answer":"mumble"}',
        '  verdict   unscored (malformed): expected one JSON object, received: Hard to say.',
        '  truth     "yes"',
        ' ❯ evals/polite.eval.ts:23:1',
      ].join('\n'),
    })
    expect(of('By hand > too <kind>')?.failure).toBe(
      `Error: expected the answer not to pass the judge polite\n\n${tooKind}\n ❯ evals/polite.eval.ts:31:5`,
    )
  })

  test('JSON, and the UI which shows the same record, begin with a line for each judge', async () => {
    const { testResults } = JSON.parse(await project.read('out.json')) as {
      testResults: { assertionResults: JsonTest[] }[]
    }
    const rows = testResults.flatMap(({ assertionResults }) => assertionResults)
    expect(
      rows.map(({ ancestorTitles, title, status, meta }) => [
        [...ancestorTitles, title].join(' > '),
        status,
        meta.vitestJudge?.shown,
      ]),
    ).toEqual([
      ['Recorded > kind & short', 'passed', ['✓ polite: yes', '✓ second: yes']],
      ['Recorded > too <kind>', 'passed', ['✗ polite: yes, truth no', '✗ second: yes, truth no']],
      ['Recorded > mumbles', 'passed', [`! ${mumbles}`, `! ${mumbles.replace('polite', 'second')}`]],
      ['Recorded > silent', 'failed', []],
      ['Agreeing > kind & short', 'passed', ['✓ polite: yes']],
      ['Agreeing > too <kind>', 'failed', ['✗ polite: yes, truth no']],
      ['Agreeing > mumbles', 'failed', [`! ${mumbles}`]],
      ['Agreeing > silent', 'failed', []],
      ['By hand > too <kind>', 'failed', ['✗ polite: yes, truth no']],
    ])
    expect(rows.flatMap(({ failureMessages }) => failureMessages).join('\n')).toContain(tooKind)
  })

  test("GitHub's marks the line of evaluate or of the matcher, and notes no unscored verdict one by one", () => {
    const places = run.stdout
      .split('\n')
      .filter((line) => line.startsWith('::error '))
      .map((line) => /file=.*(evals\/[^,]*),title=[^,]* > ([^,]* > [^,]*),line=(\d+)/.exec(line)?.slice(1))
    expect(places).toEqual([
      ['evals/polite.eval.ts', 'Recorded > silent', '15'],
      ['evals/polite.eval.ts', 'Agreeing > too <kind>', '23'],
      ['evals/polite.eval.ts', 'Agreeing > mumbles', '23'],
      ['evals/polite.eval.ts', 'Agreeing > silent', '15'],
      ['evals/polite.eval.ts', 'By hand > too <kind>', '31'],
    ])
    expect(run.stdout).not.toContain('::notice')
  })
})
