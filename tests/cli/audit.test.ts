import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { calibrationSchema, type Run } from '../../src/contract/index.ts'
import { buildJudge, buildRows, buildRun, buildSuite } from '../agreement/build-run.ts'
import { trialsOf } from '../audit/support.ts'
import { probeOf } from '../report/audit-run.ts'
import { commandFolder } from './in-process.ts'

const folder = commandFolder()
const plain = buildJudge('plain')
const probes = [
  probeOf('authority', trialsOf(200, ['no', 'no', 'yes'], { truth: 'no' })),
  probeOf('verbosity', trialsOf(200, ['yes', 'yes', 'yes'])),
  probeOf('bandwagon', trialsOf(20, ['yes', 'yes', 'yes'])),
]

function runOf(id: string, rest: Partial<Omit<Run, 'gate'>> & { gate?: Partial<Run['gate']> } = {}): Run {
  return buildRun([buildSuite('PubMed', [plain], buildRows('plain', 90, 100))], { id, ...rest })
}

const audited = (id: string, gate: Partial<Run['gate']> = {}, judge = plain) =>
  runOf(id, {
    gate,
    audits: [
      {
        judge: judge.id,
        fingerprint: judge.fingerprint,
        name: `audit of ${judge.id}`,
        file: 'evals/pubmed/pubmed.eval.ts',
        definition: judge.definition,
        probes,
        calls: { asked: 800, recorded: 60 },
      },
    ],
  })

const run = async (given: Run, ...argv: string[]) => {
  await folder.writeRuns(given)
  return folder.command(...(argv as [string, ...string[]]))
}
const stored = async () =>
  calibrationSchema.parse(
    JSON.parse(await readFile(join(folder.root, 'evals/pubmed/calibration/plain.json'), 'utf8')),
  )

describe('an audit in a run file', () => {
  test('is shown by report, as text, Markdown, JSON, and in the estimate', async () => {
    const given = audited('one')
    const text = (await run(given, 'report', '--explain')).stdout
    expect(text).toContain('✗ authority · biased · what authority changes')
    expect(text).toContain('probe: a change that must not matter')
    expect((await run(given, 'report', '--markdown')).stdout).toContain('### audit of plain · 200 rows')
    expect(JSON.parse((await run(given, 'report', '--json')).stdout)).toMatchObject({ audits: given.audits })
    const estimate = await run(given, 'report', '--estimate', '--json')
    expect(JSON.parse(estimate.stdout)).toMatchObject({ auditCalls: 860 })
    expect((await run(given, 'report', '--estimate')).stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Audits take 860 calls besides, of which the tokens are not known.',
    )
  })

  test.for<[Record<string, number>, number]>([
    [{ verbosity: 0.05 }, 0],
    [{ verbosity: 0.05, authority: 0.05 }, 1],
    [{ bandwagon: 0.05 }, 1],
    [{ position: 0.05 }, 3],
  ])('is gated by the command as by the reporter: %o ends with %i', async ([audit, code]) => {
    const gate = { thresholds: { plain: { audit } } }
    const { exitCode, stdout } = await run(audited('one', gate), 'gate')
    expect(exitCode).toBe(code)
    expect(stdout).toContain(`audit of plain · audit ${Object.keys(audit)[0]}`)
    expect((await run(audited('two', gate), 'gate', '--json')).exitCode).toBe(code)
  })

  test('stands in the calibration, as long as judge and memory are those that were audited', async () => {
    const first = await run(audited('one'), 'calibrate')
    expect(first.exitCode).toBe(0)
    expect(first.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'audit biased under authority; unsettled under bandwagon; clear under verbosity, on 200 rows',
    )
    const { audit, fingerprints } = await stored()
    expect(audit).toMatchObject({
      name: 'audit of plain',
      run: 'one',
      fingerprints: { judge: fingerprints.judge },
      rows: 200,
      probes: [
        { name: 'authority', outcome: 'biased', limit: 0.05, trials: 200, effect: { estimate: 1 } },
        { name: 'verbosity', outcome: 'clear', trials: 200, effect: { estimate: 0 } },
        { name: 'bandwagon', outcome: 'cannot tell', trials: 20 },
      ],
    })
    await run(runOf('two'), 'calibrate')
    expect((await stored()).audit).toEqual(audit)

    const changed = buildJudge('plain', { model: 'another' })
    await run(
      { ...runOf('three'), suites: [buildSuite('PubMed', [changed], buildRows('plain', 90, 100))] },
      'calibrate',
    )
    expect((await stored()).audit).toBeUndefined()
  })

  test('alone makes no calibration, and the command says what does', async () => {
    const { exitCode, stderr } = await run({ ...audited('alone'), suites: [] }, 'calibrate')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('The run alone has no suite with judges, but audits alone; expected one')
    expect(stderr).toContain('→ Run the evaluations and the audits together: npx vitest run evals.')
  })

  test('of another version of the judge is not in its calibration', async () => {
    await run(audited('other', {}, buildJudge('plain', { model: 'another' })), 'calibrate')
    expect((await stored()).audit).toBeUndefined()
  })
})
