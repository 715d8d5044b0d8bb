import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { brief, report } from './brief.ts'
import { fixture, type Ended, type ProjectOptions } from './project.ts'

/** Two eval files of six rows each; the judge is wrong on every third row. */
const evalFile = (name: string) => `
  import { evaluate } from 'vitest-judge'
  import { polite } from '#polite'
  evaluate('${name}', {
    rows: Array.from({ length: 6 }, (_, index) => ({ id: '${name} (' + index + ')', inputs: index })),
    predict: (inputs) => (inputs % 2 ? 'please ' : 'Now! ') + inputs,
    truth: ({ inputs }) => (inputs % 2 || inputs % 3 === 0 ? 'yes' : 'no'),
    judges: [polite(), polite('second')],
  })`
const files = {
  'evals/asking.eval.ts': evalFile('Asking'),
  'evals/thanking.eval.ts': evalFile('Thanking'),
  'tests/unit.test.ts': `import { test } from 'vitest'; test('a unit test', () => {})`,
}
const gated: ProjectOptions = { judges: { gate: { polite: { accuracy: 0.99 } } } }
const strict: ProjectOptions = { judges: { gate: { polite: { accuracy: 0.99 }, requireComplete: true } } }

let asUsual: Promise<Ended> | undefined

/** A whole run, started as usual: once for all tests of this file. */
function wholeRun(): Promise<Ended> {
  return (asUsual ??= fixture(files, gated).then(async (project) => {
    await using usual = project
    return await usual.vitest(['run', 'evals'])
  }))
}

/** All that may not depend on how Vitest was started. */
const numbers = ({ run }: Ended): unknown =>
  run &&
  JSON.parse(JSON.stringify([run.suites, run.complete]), (key, value: unknown) =>
    key === 'latencyMs' ? undefined : value,
  )

describe.concurrent('a run of a part of the rows', { timeout: 90_000 }, () => {
  test.runIf(process.env['LONG'])('is not gated, unless completeness is required', async ({ expect }) => {
    await using project = await fixture(files, gated)
    const whole = await wholeRun()
    expect(whole.exitCode).toBe(1)
    expect(whole.stdout).toContain('polite · inconclusive')
    const one = await project.vitest(['run', 'evals', '-t', 'Asking > Asking \\(3\\)$'])
    expect(one.exitCode).toBe(0)
    expect(brief(one.run)).toEqual([
      '# evals/asking.eval.ts > Asking (5 not run)',
      'Asking (3): polite=yes/yes second=yes/yes',
      '# evals/thanking.eval.ts > Thanking (6 not run)',
    ])
    expect(one.run?.partial).toEqual([
      'only tests named like /Asking > Asking \\(3\\)$/ were run',
      '11 rows were not run',
    ])
    const file = await project.vitest(['run', 'evals/asking'])
    expect(file.exitCode).toBe(0)
    expect(file.run?.partial).toEqual(['1 of 2 eval files did not run: evals/thanking.eval.ts'])
    expect(brief(file.run)).toHaveLength(7)
  })

  test.runIf(process.env['LONG'])('ends with 3 where completeness is required', async ({ expect }) => {
    await using project = await fixture(files, strict)
    const { exitCode, stdout, run } = await project.vitest([
      'run',
      'evals/asking.eval.ts',
      '-t',
      'Asking \\(1\\)',
    ])
    expect(exitCode).toBe(3)
    expect(run?.gate).toEqual({
      requireComplete: true,
      inconclusive: 'fail',
      allowOffline: false,
      thresholds: { polite: { accuracy: 0.99 } },
    })
    expect(report(stdout, project.root)).toMatchInlineSnapshot(`
      "Asking · held-out rows

                             un-           95 %             pass-   fail-
        judge       rows  scored  accuracy interval        recall  recall  kappa
        polite         1       0   100.0 % [20.7, 100.0]  100.0 %       –      –
        second         1       0   100.0 % [20.7, 100.0]  100.0 %       –      –
        always yes     1           100.0 % [20.7, 100.0]

      What else the verdicts show
        · polite and second: too few rows for length and leniency: 1 of 30

      Gates
        ! polite · not gated
          The run is partial: only tests named like /Asking \\(1\\)/ were run; 1 of 2
          eval files did not run: evals/thanking.eval.ts; 5 rows were not run.

      Notes
        · Partial run, not gated: only tests named like /Asking \\(1\\)/ were run; 1 of
          2 eval files did not run: evals/thanking.eval.ts; 5 rows were not run.

      Next
        → npx vitest run evals

       Run file: .vitest-judge/runs/RUN.json"
    `)
  })
})

describe.concurrent('the same numbers come', { timeout: 90_000 }, () => {
  // Shards have tests of their own.
  test.runIf(process.env['LONG'])(
    'from shuffled tests, merged shards and several reporters',
    async ({ expect }) => {
      await using project = await fixture(files, gated)
      const whole = await wholeRun()
      expect(brief(whole.run)).toHaveLength(14)
      const shuffled = await project.vitest([
        'run',
        'evals',
        '--sequence.shuffle',
        '--sequence.seed=7',
        '--reporter=dot',
      ])
      expect(numbers(shuffled)).toEqual(numbers(whole))
      expect(shuffled.exitCode).toBe(1)

      for (const shard of [1, 2]) {
        const part = await project.vitest(['run', 'evals', `--shard=${shard}/2`, '--reporter=blob'])
        expect(part.exitCode).toBe(0)
        expect(part.run?.partial).toContain(`it is shard ${shard} of 2`)
        expect(brief(part.run)).toHaveLength(7)
      }
      expect((await project.asked()).length).toBe(48)
      const merged = await project.vitest([
        'run',
        '--merge-reports',
        '--reporter=junit',
        '--outputFile=junit.xml',
      ])
      expect(numbers(merged)).toEqual(numbers(whole))
      expect(merged.exitCode).toBe(1)
      expect(merged.stdout).toContain('polite · inconclusive')
      expect(await project.asked()).toEqual([])

      await rm(join(project.root, '.vitest/blob/blob-2-2.json'))
      const torn = await project.vitest(['run', '--merge-reports'])
      expect(torn.exitCode).toBe(3)
      expect(torn.run?.complete).toBe(false)
      expect(torn.stdout).toContain('1 of 2 eval files did not run: evals/')
    },
  )

  test.runIf(process.env['LONG']).for(['threads', 'vmThreads', 'vmForks'])(
    'from the pool %s',
    async (pool, { expect }) => {
      await using project = await fixture(files, { ...gated, inline: pool.startsWith('vm') })
      const whole = await wholeRun()
      const pooled = await project.vitest([
        'run',
        'evals',
        `--pool=${pool}`,
        '--reporter=json',
        '--outputFile=out.json',
      ])
      expect(numbers(pooled)).toEqual(numbers(whole))
      expect(brief(pooled.run)).toHaveLength(14)
      expect(pooled.exitCode).toBe(1)
      expect(pooled.stdout).toContain('polite · inconclusive')
    },
  )

  test.runIf(process.env['LONG'])('without isolation, from threads', async ({ expect }) => {
    await using project = await fixture(files, gated)
    const whole = await wholeRun()
    const shared = await project.vitest(['run', 'evals', '--no-isolate', '--pool=threads', '--maxWorkers=1'])
    expect(numbers(shared)).toEqual(numbers(whole))
    expect(shared.exitCode).toBe(1)
  })

  test.runIf(process.env['LONG'])('from every reporter of Vitest', async ({ expect }) => {
    await using project = await fixture(files, gated)
    const whole = await wholeRun()
    for (const reporter of ['verbose', 'tree', 'minimal', 'tap', 'hanging-process', 'github-actions']) {
      const ended = await project.vitest(['run', 'evals', `--reporter=${reporter}`])
      expect(numbers(ended), reporter).toEqual(numbers(whole))
      expect(ended.exitCode, reporter).toBe(1)
      expect(ended.stdout, reporter).toContain('polite · inconclusive')
    }
  })
})

describe.concurrent('watching', { timeout: 60_000 }, () => {
  test.runIf(process.env['LONG'])(
    'reports after each run, gates nothing, and takes up what changed',
    async ({ expect }) => {
      await using project = await fixture(files, gated)
      const watching = project.start(['watch', 'evals'])
      const first = await watching.says('Run file:')
      expect(first).toContain('Partial run, not gated: Vitest is watching.')
      await project.write({ 'evals/asking.eval.ts': evalFile('Begging') })
      expect(await watching.says('Begging · held-out rows')).toContain('Thanking · held-out rows')
      const { exitCode, run } = await watching.stop()
      expect(exitCode).not.toBe(3)
      expect(run?.suites.map(({ name, rows }) => `${name} ${rows.length}`)).toEqual([
        'Begging 6',
        'Thanking 6',
      ])
    },
  )
})
