import { join } from 'node:path'
import { describe, test } from 'vitest'
import { brief, report } from './brief.ts'
import { configStart, fixture, type Ended } from './project.ts'

const isLong = Boolean(process.env['LONG'])

const evalFile = (name: string) => `
  import { evaluate } from 'vitest-judge'
  import { polite } from '#polite'
  evaluate('${name}', { rows: [{ id: 'salt', inputs: 'Salt' }], predict: (inputs) => inputs + ' please', judges: [polite()] })`
const files = {
  'evals/a.eval.ts': evalFile('A'),
  'evals/deep/b.eval.mts': evalFile('B'),
  'evals/helper.ts': `throw new Error('no eval file')`,
  'tests/unit.test.ts': `import { test } from 'vitest'; test('a unit test', () => {})`,
  'src/other.test.ts': `import { test } from 'vitest'; test('another', () => {})`,
}

/** The test files that the default reporter names, sorted. */
const ran = ({ stdout }: Ended) =>
  [...stdout.matchAll(/^ [✓❯×↓] (?:\|[\w ]+\| )?(\S+\.[mc]?[jt]s) /gm)].map(([, file = '']) => file).sort()

describe.concurrent('which files run', { timeout: 90_000 }, () => {
  test('is unit tests only, and a line that there are evaluations, without a filter', async ({ expect }) => {
    await using project = await fixture(files)
    const plain = await project.vitest(['run'])
    expect(plain.exitCode).toBe(0)
    expect(ran(plain)).toEqual(['src/other.test.ts', 'tests/unit.test.ts'])
    expect(plain.run).toBeUndefined()
    expect(report(plain.stdout, project.root)).toBe(
      '2 eval files were not run; run them with: npx vitest run evals',
    )
    expect(await project.asked()).toEqual([])
    if (!isLong) return

    const named = await project.vitest(['run', '-t', 'a unit test'])
    expect(ran(named)).toEqual(['src/other.test.ts', 'tests/unit.test.ts'])
    expect(named.run).toBeUndefined()
  })

  test.runIf(process.env['LONG'])('is what a filter asks for', async ({ expect }) => {
    await using project = await fixture(files)
    const cases: [filter: string, ...files: string[]][] = [
      ['evals', 'evals/a.eval.ts', 'evals/deep/b.eval.mts'],
      ['evals/a', 'evals/a.eval.ts'],
      ['tests', 'tests/unit.test.ts'],
      [join(project.root, 'evals/deep/b.eval.mts'), 'evals/deep/b.eval.mts'],
    ]
    for (const [filter, ...files] of cases.filter((_, index) => isLong || index > 1)) {
      const ended = await project.vitest(['run', filter])
      expect(ran(ended), filter).toEqual(files)
      expect(ended.exitCode, filter).toBe(0)
    }
    const nothing = await project.vitest(['run', 'evals/none'])
    expect(nothing.exitCode).toBe(1)
    expect(nothing.stdout + nothing.stderr).toContain('No test files found')
  })

  test.runIf(process.env['LONG'])('is listed without being run', async ({ expect }) => {
    await using project = await fixture(files)
    const unit = await project.vitest(['list', '--filesOnly'])
    expect(unit.stdout.trim().split('\n').sort()).toEqual(['src/other.test.ts', 'tests/unit.test.ts'])
    const evals = await project.vitest(['list', 'evals', '--filesOnly'])
    expect(evals.stdout.trim().split('\n').sort()).toEqual(['evals/a.eval.ts', 'evals/deep/b.eval.mts'])
    expect(evals.exitCode).toBe(0)
    expect(await project.asked()).toEqual([])
  })

  test.runIf(process.env['LONG'])(
    'is the business of a project that the user declares',
    async ({ expect }) => {
      await using project = await fixture({
        ...files,
        'vitest.config.ts': `${await configStart()}
        export default defineConfig({
          plugins: [judges({ project: 'evals' })],
          resolve: { alias },
          cacheDir: '.cache',
          test: {
            server: { deps: { external } },
            projects: [
              { extends: true, test: { name: 'unit', include: ['tests/*.test.ts'] } },
              { extends: true, test: { name: 'evals', include: [] } },
            ],
          },
        })`,
      })
      const evals = await project.vitest(['run', 'evals', '--project=evals'])
      expect(evals.exitCode).toBe(0)
      expect(ran(evals)).toEqual(['evals/a.eval.ts', 'evals/deep/b.eval.mts'])
      expect(brief(evals.run)).toEqual([
        '# evals/a.eval.ts > A',
        'salt: polite=yes',
        '# evals/deep/b.eval.mts > B',
        'salt: polite=yes',
      ])
      expect(evals.run?.partial).toEqual([])
      expect(await project.asked()).toHaveLength(2)
      const filtered = await project.vitest(['run', 'evals/a'])
      expect(ran(filtered)).toEqual(['evals/a.eval.ts'])
      expect(await project.asked()).toHaveLength(1)
      if (!isLong) return

      const alone = await project.vitest(['run', '--project=evals'])
      expect(ran(alone)).toEqual(ran(evals))
      expect(await project.asked()).toHaveLength(2)
      const all = await project.vitest(['run'])
      expect(ran(all)).toEqual(['tests/unit.test.ts'])
    },
  )

  test.runIf(process.env['LONG'])('follows the option include', async ({ expect }) => {
    await using project = await fixture(
      { 'checks/tone.check.ts': evalFile('Tone'), 'tests/unit.test.ts': files['tests/unit.test.ts'] },
      { judges: { include: ['checks/*.check.ts'] } },
    )
    const ended = await project.vitest(['run', 'checks'])
    expect(brief(ended.run)).toEqual(['# checks/tone.check.ts > Tone', 'salt: polite=yes'])
    expect(ended.run?.complete).toBe(true)
  })
})

describe.concurrent('an extended test', { timeout: 60_000 }, () => {
  test.runIf(process.env['LONG'])(
    "lends its fixtures to predict's second argument, beside row, signal and Vitest's own context",
    async ({ expect }) => {
      await using project = await fixture({
        'evals/extended.eval.ts': `
        import { evaluate } from 'vitest-judge'
        import { expect, test as base } from 'vitest'
        import { polite } from '#polite'
        const test = base
          .extend('greeting', async () => 'please')
          .extend('closed', async ({ greeting }, { onCleanup }) => { onCleanup(() => console.log('closed ' + greeting)); return true })
        const rows = [{ id: 'salt', inputs: 'Salt' }, { id: 'bread', inputs: 'Bread' }]
        evaluate('Extended', {
          test,
          rows,
          predict: async (inputs, { greeting, closed, row, signal, task, annotate }) => {
            expect([row.id, task.name, signal.aborted, closed, typeof annotate]).toEqual([row.id, row.id, false, true, 'function'])
            return inputs + ', ' + greeting
          },
          judges: [polite()],
          assert: 'pass',
        })
        evaluate('Extended, no fixture used', { test, rows, predict: (inputs) => inputs + ' please', judges: [polite()] })
        test('by hand', async ({ greeting, expect }) => {
          await expect({ id: 'hand', inputs: 'Salt', outputs: greeting }).toPassJudge(polite())
        })`,
      })
      const { exitCode, run, stdout, stderr } = await project.vitest(['run', 'evals'])
      expect(stderr).toBe('')
      expect(exitCode).toBe(0)
      expect(stdout.match(/^closed please$/gm)).toHaveLength(2)
      expect(run?.suites.flatMap(({ rows }) => rows.map(({ outputs }) => outputs))).toEqual([
        'Salt, please',
        'Bread, please',
        'Salt please',
        'Bread please',
        'please',
      ])
    },
  )
})
