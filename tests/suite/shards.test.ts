import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { runSchema, type Run } from '../../src/contract/index.ts'
import { commandProject, type CommandProject } from '../cli/project.ts'
import { brief } from './brief.ts'
import type { Ended } from './project.ts'

/**
 * An eval file of ten rows. The stand-in sees whether an answer matches; the truth is another for the last row, one
 * row has no outputs, and rows that the judge gets wrong fail, so that some are tried again where told to.
 */
const evalFile = (name: string) => `
  import { evaluate, makeJudge } from 'vitest-judge'
  const judge = (name) =>
    makeJudge({ name, instructions: 'Does {{ outputs }} match {{ expectations }}?', values: ['yes', 'no'] })
  const isRight = ({ inputs }) => inputs % 3 > 0
  evaluate('${name}', {
    rows: Array.from({ length: 10 }, (_, inputs) => ({ id: '${name} ' + inputs, inputs, expectations: 'no. ' + inputs })),
    predict: (inputs) => {
      if (inputs === 5 && '${name}' === 'First') throw new Error('no answer')
      return isRight({ inputs }) ? 'no. ' + inputs : 'nothing'
    },
    truth: ({ inputs }) => (isRight({ inputs }) || inputs === 9 ? 'yes' : 'no'),
    judges: [judge('matching'), judge('${name.toLowerCase()}')],
    assert: 'agree',
  })`
const files = {
  'evals/first.eval.ts': evalFile('First'),
  'evals/second.eval.ts': evalFile('Second'),
  'tests/unit.test.ts': `import { test } from 'vitest'; test('a unit test', () => {})`,
}

/** All of a run that may not depend on how it came about. */
const figures = (run: Run | undefined): unknown =>
  JSON.parse(JSON.stringify(run ?? null), function (this: { schema?: string }, key, value: unknown) {
    const isOwn = key === 'latencyMs' || (this.schema !== undefined && ['id', 'time'].includes(key))
    return isOwn ? undefined : value
  })

let project: CommandProject
let whole: Ended
const shards: Ended[] = []
let shown: string

beforeAll(async () => {
  project = await commandProject(files, {
    judges: { offline: true, gate: { matching: { accuracy: 0.5 }, allowOffline: true } },
  })
  whole = await project.vitest(['run', 'evals'])
  shown = (await project.judge(['report'])).stdout
  for (const shard of [1, 2]) {
    shards.push(await project.vitest(['run', 'evals', `--shard=${shard}/2`, '--reporter=blob']))
  }
  return () => project[Symbol.asyncDispose]()
}, 120_000)

describe('the same figures come', { timeout: 60_000 }, () => {
  test('with rows that agree, that do not, and that have no outputs', () => {
    expect(whole.exitCode).toBe(1)
    expect(whole.stdout).toContain(shown)
    expect(whole.run?.complete).toBe(true)
    expect(whole.run?.evalFiles).toEqual(['evals/first.eval.ts', 'evals/second.eval.ts'])
    expect(brief(whole.run)).toMatchInlineSnapshot(`
      [
        "# evals/first.eval.ts > First",
        "First 0: matching=no/no first=no/no",
        "First 1: matching=yes/yes first=yes/yes",
        "First 2: matching=yes/yes first=yes/yes",
        "First 3: matching=no/no first=no/no",
        "First 4: matching=yes/yes first=yes/yes",
        "First 5: Error: no answer",
        "First 6: matching=no/no first=no/no",
        "First 7: matching=yes/yes first=yes/yes",
        "First 8: matching=yes/yes first=yes/yes",
        "First 9: matching=no/yes first=no/yes",
        "# evals/second.eval.ts > Second",
        "Second 0: matching=no/no second=no/no",
        "Second 1: matching=yes/yes second=yes/yes",
        "Second 2: matching=yes/yes second=yes/yes",
        "Second 3: matching=no/no second=no/no",
        "Second 4: matching=yes/yes second=yes/yes",
        "Second 5: matching=yes/yes second=yes/yes",
        "Second 6: matching=no/no second=no/no",
        "Second 7: matching=yes/yes second=yes/yes",
        "Second 8: matching=yes/yes second=yes/yes",
        "Second 9: matching=no/yes second=no/yes",
      ]
    `)
  })

  const ways: [string, string[]][] = [
    [
      'eight workers, as the one shard there is, with rows that are tried again',
      ['--maxWorkers=8', '--sequence.shuffle', '--sequence.seed=5', '--shard=1/1', '--retry=2'],
    ],
    ['one worker', ['--maxWorkers=1', '--sequence.shuffle', '--sequence.seed=3']],
    ['rows that are tried again', ['--retry=2']],
  ]
  test.runIf(process.env['LONG']).for(ways)('from %s', async ([, flags]) => {
    const ended = await project.vitest(['run', 'evals', ...flags])
    expect(figures(ended.run)).toEqual(figures(whole.run))
    expect(ended.stdout).toContain(shown)
    expect(ended.exitCode).toBe(1)
  })

  test("from two shards' run files, in any order", async () => {
    const [one = '', two = ''] = shards.map(({ run }) => run?.id ?? '')
    expect(shards.map(({ run }) => run?.shard)).toEqual([
      { index: 1, count: 2 },
      { index: 2, count: 2 },
    ])
    expect(shards.map(({ run }) => run?.suites.length)).toEqual([1, 1])
    const text = await project.judge(['report', one, two])
    expect(text).toEqual({ exitCode: 0, stdout: shown, stderr: '' })
    const json = await project.judge(['report', '--json', `.vitest-judge/runs/${two}.json`, one])
    expect(figures(runSchema.parse(JSON.parse(json.stdout)))).toEqual(figures(whole.run))
  })

  test.runIf(process.env['LONG'])("from two shards' blobs, and not where one is lost", async () => {
    const merged = await project.vitest(['run', '--merge-reports'])
    expect(figures(merged.run)).toEqual(figures(whole.run))
    expect(merged.stdout).toContain(shown)
    expect(merged.exitCode).toBe(1)
    await rm(join(project.root, '.vitest/blob/blob-1-2.json'))
    expect((await project.vitest(['run', '--merge-reports'])).exitCode).toBe(3)
  })
})

describe('shards', { timeout: 60_000 }, () => {
  test.runIf(process.env['LONG'])(
    'have a run file each, also where no eval file falls to one, and make no run where one is missing',
    async () => {
      const before = await readdir(join(project.root, '.vitest-judge/runs'))
      const parts = []
      for (const shard of [1, 2, 3]) {
        parts.push(await project.vitest(['run', 'evals', 'tests', `--shard=${shard}/3`]))
      }
      expect(parts.map(({ run }) => run?.suites.length).toSorted()).toEqual([0, 1, 1])
      expect(await readdir(join(project.root, '.vitest-judge/runs'))).toHaveLength(before.length + 3)
      const ids = parts.map(({ run }) => run?.id ?? '')
      expect(await project.judge(['report', ...ids])).toEqual({ exitCode: 0, stdout: shown, stderr: '' })
      const missing = await project.judge(['report', ...ids.slice(1)])
      expect(missing.exitCode).toBe(3)
      expect(missing.stderr).toContain('error cannot-merge: Shard 1 of 3 is missing: ')
    },
  )

  test.runIf(process.env['LONG'])('of unit tests alone write none', async () => {
    const { run, stdout } = await project.vitest(['run', 'tests', '--shard=1/1'])
    expect(run).toBeUndefined()
    expect(stdout).toContain('2 eval files were not run')
  })
})
