import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gateCommands, reportToGithub, workflowCommand } from '../../reporters/github.ts'
import { evaluateRunGates, type GateLine } from '../../src/agreement/index.ts'
import { buildJudge, buildRows, buildRun, buildSuite } from '../agreement/build-run.ts'
import { temporaryFolder } from '../io/support.ts'

const suite = buildSuite('PubMed', [buildJudge('pubmed')], buildRows('pubmed', 15, 20))
const run = buildRun([suite], { gate: { thresholds: { pubmed: { accuracy: 0.9 } } } })
const decided = evaluateRunGates(run)

/** Reports in an environment and gives what was logged. */
async function logged(environment: Record<string, string>): Promise<string[]> {
  const lines: string[] = []
  await reportToGithub(run, decided, { environment, root: '/checkout', log: (line) => lines.push(line) })
  return lines
}

function line(outcome: GateLine['outcome'], rest: Partial<GateLine> = {}): GateLine {
  return { key: 'pubmed', suite: 'PubMed', judge: 'pubmed', outcome, reason: 'Because.', ...rest }
}

describe('a run on GitHub Actions', () => {
  test('marks the failed gate, and adds the report to what the summary holds', async () => {
    const path = join(await temporaryFolder(), 'summary.md')
    await writeFile(path, '# Tests\n')
    expect(await logged({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: path })).toEqual([
      '::error title=pubmed · failed,file=evals/pubmed/pubmed.eval.ts::Accuracy 75.0 %25 on 20 held-out rows is below 90.0 %25. Accuracy 90.0 %25 cannot be shown on 20 held-out rows: even without a single mistake the lower bound would be 88.1 %25.',
    ])
    const summary = await readFile(path, 'utf8')
    expect(summary).toMatch(
      /^# Tests\n\n## LLM judges against the truth\n\n### Gates\n\n- ❌ \*\*pubmed · failed\*\*: /,
    )
    await logged({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: path })
    expect(await readFile(path, 'utf8')).toBe(`${summary}${summary.slice('# Tests\n'.length)}`)
  })

  test('does nothing anywhere else, and without a summary only marks', async () => {
    const path = join(await temporaryFolder(), 'summary.md')
    expect(await logged({ GITHUB_STEP_SUMMARY: path })).toEqual([])
    expect(await logged({ GITHUB_ACTIONS: 'false', GITHUB_STEP_SUMMARY: path })).toEqual([])
    await expect(readFile(path)).rejects.toThrow('ENOENT')
    expect(await logged({ GITHUB_ACTIONS: 'true' })).toHaveLength(1)
    expect(await logged({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '' })).toHaveLength(1)
  })

  test('warns of a summary that cannot be written', async () => {
    const path = join(await temporaryFolder(), 'summary.md')
    await mkdir(path)
    const [, warning] = await logged({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: path })
    expect(warning).toMatch(
      /^::warning title=vitest-judge::The report could not be added to the summary of this step: EISDIR/,
    )
  })
})

describe('the marks of gates', () => {
  test('are errors for what fails, warnings for what only warns, and none for the rest', () => {
    const warning = buildRun([suite], { gate: { inconclusive: 'warn' } })
    const gates = [
      line('pass'),
      line('inconclusive', { part: 'slice de' }),
      line('not-gated'),
      line('too-many-unscored'),
      line('leaked', { suite: 'Gone' }),
    ]
    expect(gateCommands(warning, gates, { root: '/checkout' })).toEqual([
      '::error title=pubmed · too many unscored,file=evals/pubmed/pubmed.eval.ts::Because.',
      '::error title=pubmed · leaked::Because.',
      '::warning title=pubmed · slice de · inconclusive,file=evals/pubmed/pubmed.eval.ts::Because.',
    ])
    expect(gateCommands(run, [line('inconclusive')], { root: '/checkout' })).toEqual([
      '::error title=pubmed · inconclusive,file=evals/pubmed/pubmed.eval.ts::Because.',
    ])
  })

  test('say what is wrong with a gate besides', () => {
    expect(
      gateCommands(run, [line('inconclusive', { warnings: ['Too few.', 'Too high.'] })], { root: '/' }),
    ).toEqual([
      '::error title=pubmed · inconclusive,file=evals/pubmed/pubmed.eval.ts::Because. Too few. Too high.',
    ])
  })

  test('name files from the repository of which the project is a folder', () => {
    const fileOf = (workspace: string) =>
      /file=([^:]*)/.exec(
        gateCommands(run, [line('fail')], { root: '/checkout/packages/app', workspace })[0] ?? '',
      )?.[1]
    expect(fileOf('/checkout')).toBe('packages/app/evals/pubmed/pubmed.eval.ts')
    expect(fileOf('/elsewhere')).toBe('evals/pubmed/pubmed.eval.ts')
    expect(fileOf('')).toBe('evals/pubmed/pubmed.eval.ts')
  })

  test('are at most ten, the last of which says how many more there are', () => {
    const many = (failed: number, unsure: number) => {
      const gates = [
        ...Array.from({ length: unsure }, () => line('inconclusive')),
        ...Array.from({ length: failed }, () => line('fail')),
      ]
      return gateCommands(buildRun([suite], { gate: { inconclusive: 'warn' } }), gates, { root: '/checkout' })
    }
    expect(many(10, 0)).toHaveLength(10)
    expect(many(10, 0).at(-1)).toContain('::Because.')
    expect(many(11, 1)).toHaveLength(10)
    expect(many(11, 1).at(-1)).toBe(
      '::error title=vitest-judge::3 more gates did not pass; the log and the summary of this step have them all.',
    )
    expect(many(9, 2).at(-1)).toMatch(/^::warning title=vitest-judge::2 more gates/)
  })
})

describe('a workflow command', () => {
  test('escapes what would end it or begin another', () => {
    const properties = { title: 'a:b,c%\r\n', file: undefined }
    expect(workflowCommand('error', properties, '50 %: a, b\r\n::error::x')).toBe(
      '::error title=a%3Ab%2Cc%25%0D%0A::50 %25: a, b%0D%0A::error::x',
    )
  })

  test('of any text is one line that reads back as the text', () => {
    const unescape = (text: string) =>
      text.replaceAll(/%(25|0D|0A|3A|2C)/g, (_, code: string) =>
        String.fromCodePoint(Number.parseInt(code, 16)),
      )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (title, message) => {
        const command = workflowCommand('warning', { title }, message)
        const found = /^::warning title=([^:,\r\n]*)::([^\r\n]*)$/.exec(command)
        expect([found?.[1], found?.[2]].map((text) => unescape(text ?? 'none'))).toEqual([title, message])
      }),
      { numRuns: process.env['LONG'] === undefined ? 100 : 5000 },
    )
  })
})
