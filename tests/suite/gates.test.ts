import { describe, test } from 'vitest'
import type { GateOptions } from '../../src/contract/index.ts'
import { report } from './brief.ts'
import { fixture } from './project.ts'

/** 40 rows; `good` is always right, `poor` on every fourth row, and rows from 40 on go wrong as `more` says. */
const evalFile = (more = '') => `
  import { evaluate, makeJudge } from 'vitest-judge'
  import { polite } from '#polite'
  const right = ({ inputs }) => (inputs % 2 ? 'yes' : 'no')
  const wrong = ({ inputs }) => (inputs % 2 ? 'no' : 'yes')
  const rows = Array.from({ length: 40 }, (_, index) => ({ id: 'row ' + index, inputs: index }))
  const predict = (inputs) => (inputs % 2 ? 'please' : 'Now!')
  evaluate('Politeness', {
    rows,
    predict,
    truth: { good: right, poor: (seen) => (seen.inputs % 4 === 0 ? right(seen) : wrong(seen)) },
    judges: [polite('good'), polite('poor')],
  })
  ${more}`

const gate = (options: GateOptions) => ({ judges: { gate: options, alignShare: 0.01 } })
const gates = (stdout: string, root: string) =>
  /Gates\n([\s\S]*?)\n\n/.exec(report(stdout, root))?.[1]?.split('\n')

describe.concurrent('the gate', { timeout: 90_000 }, () => {
  test('lets a judge pass whose lower bound reaches the threshold', async ({ expect }) => {
    await using project = await fixture(
      { 'evals/gate.eval.ts': evalFile() },
      gate({ good: { accuracy: 0.9 } }),
    )
    const { exitCode, stdout } = await project.vitest(['run', 'evals'])
    expect(exitCode).toBe(0)
    expect(gates(stdout, project.root)).toMatchInlineSnapshot(`
      [
        "  ✓ good · passed",
        "    Accuracy 100.0 % on 40 held-out rows: its 95 % lower bound 93.7 % reaches",
        "    90.0 %.",
      ]
    `)
  })

  test.runIf(process.env['LONG'])(
    'fails a judge that is no better than one fixed answer, though all tests pass',
    async ({ expect }) => {
      await using project = await fixture(
        { 'evals/gate.eval.ts': evalFile() },
        gate({ 'Politeness > poor': { accuracy: 0.6 } }),
      )
      const { exitCode, stdout } = await project.vitest(['run', 'evals'])
      expect(exitCode).toBe(1)
      expect(stdout).toContain('Tests  40 passed (40)')
      expect(gates(stdout, project.root)).toMatchInlineSnapshot(`
      [
        "  ✗ poor · failed",
        "    Accuracy 25.0 % on 40 held-out rows is below 60.0 %.",
      ]
    `)
    },
  )

  test.runIf(process.env['LONG'])(
    'counts what is undecided as failed, or warns where told to',
    async ({ expect }) => {
      const files = { 'evals/gate.eval.ts': evalFile() }
      await using failing = await fixture(files, gate({ good: { accuracy: 0.95 } }))
      await using warning = await fixture(files, gate({ good: { accuracy: 0.95 }, inconclusive: 'warn' }))
      const failed = await failing.vitest(['run', 'evals'])
      expect(failed.exitCode).toBe(1)
      expect(gates(failed.stdout, failing.root)).toMatchInlineSnapshot(`
      [
        "  ! good · inconclusive",
        "    Accuracy 100.0 % on 40 held-out rows, but its 95 % lower bound 93.7 % is",
        "    below 95.0 %: needs about 12 more held-out rows.",
        "    ! Accuracy 95.0 % cannot be shown on 40 held-out rows: even without a single",
        "      mistake the lower bound would be 93.7 %.",
      ]
    `)
      if (!process.env['LONG']) return
      const warned = await warning.vitest(['run', 'evals'])
      expect(warned.exitCode).toBe(0)
      expect(gates(warned.stdout, warning.root)).toEqual(gates(failed.stdout, failing.root))
    },
  )

  test.runIf(process.env['LONG'])('refuses the offline stand-in unless it is allowed', async ({ expect }) => {
    const more = `
      const judge = makeJudge({ name: 'offline', instructions: 'Is {{ outputs }} a number?', values: ['yes', 'no'] })
      evaluate('Offline', { rows, predict, truth: () => 'no', judges: [judge], maxUnscored: 1 })`
    const files = { 'evals/gate.eval.ts': evalFile(more) }
    const options = gate({ good: { accuracy: 0.9 }, offline: {} })
    await using refusing = await fixture(files, options)
    const environment = { VITEST_JUDGE_OFFLINE: '1' }
    const refused = await refusing.vitest(['run', 'evals'], environment)
    expect(refused.exitCode).toBe(1)
    expect(gates(refused.stdout, refusing.root)).toMatchInlineSnapshot(`
      [
        "  ✓ Politeness > good · passed",
        "    Accuracy 100.0 % on 40 held-out rows: its 95 % lower bound 93.7 % reaches",
        "    90.0 %.",
        "  ✗ Offline > offline · refused",
        "    Verdicts of the offline stand-in are not gated unless \`allowOffline: true\`",
        "    in the gate, or \`--allow-offline\`, says so.",
      ]
    `)
    await using allowing = await fixture(files, gate({ ...options.judges.gate, allowOffline: true }))
    if (!process.env['LONG']) return
    const allowed = await allowing.vitest(['run', 'evals'], environment)
    expect(gates(allowed.stdout, allowing.root)?.join('\n')).not.toContain('refused')
    expect(allowed.run?.gate.allowOffline).toBe(true)
    expect(allowed.exitCode).toBe(1)
  })

  test.runIf(process.env['LONG'])(
    "ends with the largest code: Vitest's own 1 never hides a 3, nor lowers it",
    async ({ expect }) => {
      const more = `
      evaluate('Mumbling', { rows, predict: () => 'mumble', truth: right, judges: [polite('mumbling')] })
      evaluate('Failing', { rows: [{ inputs: 1 }], predict: () => 'Now!', judges: [polite('third')], assert: 'pass' })`
      const options = gate({ poor: { accuracy: 0.9 }, mumbling: { accuracy: 0.5 } })
      await using project = await fixture({ 'evals/gate.eval.ts': evalFile(more) }, options)
      const { exitCode, stdout } = await project.vitest(['run', 'evals'])
      expect(exitCode).toBe(3)
      expect(stdout).toContain('Tests  1 failed | 80 passed (81)')
      expect(gates(stdout, project.root)).toMatchInlineSnapshot(`
      [
        "  ✗ Politeness > poor · failed",
        "    Accuracy 25.0 % on 40 held-out rows is below 90.0 %.",
        "  ! Mumbling > mumbling · too many unscored",
        "    40 of 40 verdicts unscored (100.0 %), more than the 5.0 % allowed.",
      ]
    `)
    },
  )

  test.runIf(process.env['LONG'])(
    'does not gate a suite with held-out rows that have no outputs',
    async ({ expect }) => {
      const more = `
      evaluate('Throwing', {
        rows,
        predict: (inputs) => { if (inputs === 3) throw new Error('no answer'); return predict(inputs) },
        truth: right,
        judges: [polite('thrown')],
      })`
      const options = gate({ thrown: { accuracy: 0.5 } })
      await using project = await fixture({ 'evals/gate.eval.ts': evalFile(more) }, options)
      const { exitCode, stdout } = await project.vitest(['run', 'evals'])
      expect(exitCode).toBe(1)
      expect(gates(stdout, project.root)).toMatchInlineSnapshot(`
      [
        "  ! Throwing > thrown · not gated",
        "    1 held-out row has no outputs.",
      ]
    `)
    },
  )
})
