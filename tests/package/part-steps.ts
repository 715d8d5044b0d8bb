import { expectEnd, expectSame, type Step } from './step.ts'
import { supportFiles } from './support-files.ts'

const two = {
  'evals/second.eval.ts': supportFiles['evals/support.eval.ts'].replaceAll('Support answers', 'More answers'),
}

export const partSteps: readonly Step[] = [
  {
    name: 'shards',
    run: async (open) => {
      const { vitest, judge, latest } = await open(two)
      const runs: string[] = []
      for (const shard of ['1/2', '2/2']) {
        expectEnd(await vitest(['run', 'evals', `--shard=${shard}`]), {
          says: [`it is shard ${shard[0]} of 2`],
        })
        runs.push((await latest()).id)
      }
      expectEnd(await judge('report', ...runs), {
        says: ['Support answers · held-out rows', 'More answers · held-out rows'],
      })
      const merged = JSON.parse((await judge('report', ...runs, '--json')).stdout) as {
        complete?: boolean
        run?: { complete: boolean }
      }
      expectSame(merged.run?.complete ?? merged.complete, true)
      expectEnd(await judge('gate', ...runs, '--judge', 'polite', '--accuracy', '0.99'), { exitCode: 1 })
    },
  },
  {
    name: 'blobs',
    run: async (open) => {
      const { vitest, latest } = await open(two)
      for (const shard of ['1/2', '2/2'])
        expectEnd(await vitest(['run', 'evals', `--shard=${shard}`, '--reporter=blob']))
      expectEnd(await vitest(['run', '--merge-reports']), {
        says: ['Support answers · held-out rows', 'More answers · held-out rows'],
      })
      const { complete, suites } = await latest()
      expectSame({ complete, rows: suites.map(({ rows }) => rows.length) }, { complete: true, rows: [8, 8] })
    },
  },
  {
    name: 'reporters',
    run: async (open) => {
      const { vitest, read } = await open()
      const files = ['--outputFile.junit=out/junit.xml', '--outputFile.json=out/run.json']
      expectEnd(await vitest(['run', 'evals', '--reporter=junit', '--reporter=json', ...files]), {
        says: ['Support answers · held-out rows'],
      })
      const junit = [
        ...(await read('out/junit.xml')).matchAll(/<testcase [^>]*name="Support answers &gt; (\w+)"/g),
      ]
      const json = JSON.parse(await read('out/run.json')) as {
        testResults: { assertionResults: { title: string }[] }[]
      }
      const rows = ['refund', 'cancel', 'thanks', 'invoice', 'delay', 'password', 'colour', 'phone']
      expectSame(junit.map(([, name]) => name).slice(0, 8), rows)
      expectSame(json.testResults[0]?.assertionResults.map(({ title }) => title).slice(0, 8), rows)
    },
  },
]
