import { match } from 'node:assert/strict'
import { expectEnd, expectSame, type Step } from './step.ts'

const snapshotPath = 'evals/__snapshots__/polite.aligned.md'

export const loopSteps: readonly Step[] = [
  {
    name: 'align',
    run: async (open) => {
      const { vitest, judge, read, latest } = await open()
      expectEnd(await vitest(['run', 'evals']))
      expectEnd(await judge('align'), {
        says: ['2 align rows judged otherwise than the truth', 'examples 2 in all'],
      })
      expectEnd(await vitest(['run', 'evals']), { says: ['Snapshots 1 written'] })
      match(await read(snapshotPath), /- phone: "no"\n$/)
      const [suite] = (await latest()).suites
      const shown = suite?.rows.map(({ id, verdicts }) => {
        const verdict = verdicts.find((verdict) => verdict.judge === 'polite@aligned')
        return (
          verdict?.outcome === 'scored' &&
          verdict.guidance !== undefined &&
          `${id} ${verdict.guidance.examples.length}`
        )
      })
      expectSame(shown, [
        'refund 2',
        'cancel 1',
        'thanks 2',
        'invoice 2',
        'delay 2',
        'password 2',
        'colour 2',
        'phone 1',
      ])
    },
  },
  {
    name: 'snapshot',
    run: async (open) => {
      const { vitest, judge, read } = await open()
      expectEnd(await vitest(['run', 'evals']))
      expectEnd(await judge('align'))
      expectEnd(await vitest(['run', 'evals'], { environment: { CI: '1' } }), {
        exitCode: 1,
        says: [/Snapshot.*mismatched/],
      })
      expectEnd(await vitest(['run', 'evals']))
      expectEnd(await judge('align', '--teach', 'all'), { says: ['examples 3 in all'] })
      expectEnd(await vitest(['run', 'evals']), { exitCode: 1, says: ['+ - colour: "yes"'] })
      expectEnd(await vitest(['run', 'evals', '-u']), { says: ['Snapshots 1 updated'] })
      match(await read(snapshotPath), /## Examples \(3, /)
      expectEnd(await vitest(['run', 'evals']))
    },
  },
  {
    name: 'commands',
    run: async (open) => {
      const { vitest, judge } = await open()
      expectEnd(await vitest(['run', 'evals']))
      for (const command of ['align', 'feedback', 'report', 'gate', 'memory']) {
        expectEnd(await judge(command, '--help'), { says: [`Usage: vitest-judge ${command}`] })
      }
      expectEnd(await judge('report'), { says: ['Support answers · held-out rows'] })
      expectEnd(await judge('report', '--markdown'), { says: ['| judge |'] })
      JSON.parse((await judge('report', '--json')).stdout)
      expectEnd(await judge('gate', '--judge', 'polite', '--accuracy', '0.99'), { exitCode: 1 })
      expectEnd(await judge('gate', '--acuracy', '0.99'), { exitCode: 2, says: ['Did you mean --accuracy?'] })
    },
  },
  {
    name: 'script',
    run: async (open) => {
      const { node } = await open()
      const script = `
        import { makeJudge } from 'vitest-judge'
        import { wilsonInterval } from 'vitest-judge/statistics'
        const polite = makeJudge({ name: 'polite', instructions: 'Is {{ outputs }} polite?', values: ['yes', 'no'] })
        const { outcome, value } = await polite.judge({ inputs: 'Where is my refund?', outputs: 'Please wait.' })
        console.log(outcome, value, wilsonInterval(90, 100).low.toFixed(3))`
      expectSame(await node('--input-type=module', '--eval', script), {
        exitCode: 0,
        stdout: 'scored yes 0.826\n',
        stderr: '',
      })
    },
  },
]
