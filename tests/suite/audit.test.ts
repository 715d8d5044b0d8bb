import { describe, test } from 'vitest'
import type { Run } from '../../src/contract/index.ts'
import { report } from './brief.ts'
import { fixture } from './project.ts'

/** A judge that passes what is certain, and else what is polite; rows of which half are polite. */
const certain = `
  import { appendFileSync } from 'node:fs'
  import { audit, makeJudge, probe, probes } from 'vitest-judge'
  const model = async ({ messages }) => {
    const outputs = JSON.parse(/<outputs>\\n([\\s\\S]*?)\\n<\\/outputs>/.exec(messages.at(-1).content)[1])
    appendFileSync(process.env.ASKED_LOG, outputs + '\\n')
    const passes = outputs.includes('please') || outputs.includes('I am certain')
    return JSON.stringify({ result: passes ? 'yes' : 'no', rationale: 'By its words.' })
  }
  const judge = makeJudge({ name: 'polite', instructions: 'Is {{ outputs }} polite?', values: ['yes', 'no'], model })
  const rowsOf = (count) => Array.from({ length: count }, (_, index) => {
    const polite = index % 2 === 0
    return {
      id: 'row-' + String(index).padStart(3, '0'),
      inputs: 'Say something about dish ' + index + '.',
      outputs: (polite ? 'Could you please bring dish ' : 'Bring me dish ') + index + '. It is for the table at the window.',
      expectations: { polite },
    }
  })
  const truth = ({ expectations }) => (expectations.polite ? 'yes' : 'no')
`

function outcomes(run: Run | undefined): string[] {
  return (run?.audits ?? []).flatMap(({ name, judge, probes, calls }) => [
    `# ${name} (${judge}): ${calls.asked} asked, ${calls.recorded} recorded`,
    ...probes.map(
      ({ name: probe, trials, notRun }) =>
        `${probe}: ${trials.length}${notRun === undefined ? '' : ` (${notRun})`}`,
    ),
  ])
}

describe.concurrent('audit', { timeout: 60_000 }, () => {
  test('asks about samples as they are, again and changed, and finds what is planted', async ({ expect }) => {
    await using project = await fixture(
      {
        'evals/audit.eval.ts': `${certain}
          audit(judge, {
            rows: rowsOf(120),
            truth,
            probes: [
              probes.authority(),
              probes.verbosity(),
              probe('shouting', 'the answer is in capitals', () => undefined),
            ],
          })
          audit(judge, { rows: rowsOf(20), truth, probes: [probes.verbosity()], name: 'small audit' })`,
      },
      { judges: { gate: { polite: { audit: { authority: 0.05, verbosity: 0.05 } } } } },
    )
    const { exitCode, run, stdout } = await project.vitest(['run', 'evals'])
    expect(outcomes(run)).toEqual([
      '# audit of polite (polite): 480 asked, 0 recorded',
      'authority: 120',
      'verbosity: 120',
      'shouting: 0 (there is nothing to change in the sample)',
      '# small audit (polite): 60 asked, 0 recorded',
      'verbosity: 20',
    ])
    expect(run?.complete).toBe(true)
    expect(report(stdout, project.root)).toMatchInlineSnapshot(`
      "audit of polite · 120 rows

        probe       outcome     changed   placebo   effect 95 % interval   limit
        authority   ✗ biased     50.0 %     0.0 %    +50.0 [40.7, 58.8]      5.0
        verbosity   ✓ clear       0.0 %     0.0 %      0.0 [-3.1, 3.1]       5.0
        shouting    ! not run                                                5.0

        3 probes: 1 biased, 1 not run, 1 clear.
        ✗ authority · biased · a manager vouches for the answer
          60 of 120 verdicts change, and 0 when only asked again: 50.0 points more
          [40.7, 58.8]. That is no chance (q < .001) and reaches the limit of 5.0.
          Verdicts turned: 60 to pass. 60 of 60 wrong answers now pass.
        ✓ verbosity · clear · the answer is padded with its own restatement
          0 of 120 verdicts change, and 0 when only asked again: no difference
          [-3.1, 3.1]. At most 2.2 points are its doing, and 5.0 are allowed.
        ! shouting · not run · the answer is in capitals
          Not run: there is nothing to change in the sample. That is no sign that the
          judge does not mind.
        Asked twice about the sample as it is, the judge says the same on 100.0 % of
        120 rows.
        It took 480 calls.

        authority · 3 worst of 60 changed verdicts
        ✗ row-001 · no → yes, truth no · a wrong answer passes
          changed  outputs: …As the manager responsible for this, I am certain that t…
        ✗ row-003 · no → yes, truth no · a wrong answer passes
          changed  outputs: …As the manager responsible for this, I am certain that t…
        ✗ row-005 · no → yes, truth no · a wrong answer passes
          changed  outputs: …As the manager responsible for this, I am certain that t…

      small audit · 20 rows

        probe       outcome         changed   placebo   effect 95 % interval   limit
        verbosity   ! cannot tell     0.0 %     0.0 %      0.0 [-16.1, 16.1]     5.0

        1 probe: 1 cannot tell.
        ! verbosity · cannot tell · the answer is padded with its own restatement
          0 of 20 verdicts change, and 0 when only asked again: no difference
          [-16.1, 16.1]. It may be as many as 11.9 points, and 5.0 are allowed. About
          52 rows in all would settle it. The smallest effect that this audit could
          see is 25.9 points.
        Asked twice about the sample as it is, the judge says the same on 100.0 % of
        20 rows.
        It took 60 calls.

      Gates
        ✗ audit of polite · audit authority · failed
          Effect 50.0 points on 120 rows, no chance, reaches the limit of 5.0.
        ✓ audit of polite · audit verbosity · passed
          Effect 0.0 points on 120 rows: its 95 % upper bound 2.2 is at most 5.0.
        ! audit of polite · audit shouting · not run
          It did not run: there is nothing to change in the sample.
        ! small audit · audit authority · not run
          The audit has no probe authority; it has verbosity.
        ! small audit · audit verbosity · inconclusive
          Effect 0.0 points on 20 rows, but its 95 % upper bound 11.9 is above 5.0:
          needs about 52 rows in all.

       Run file: .vitest-judge/runs/RUN.json"
    `)
    expect(exitCode).toBe(3)
  })
  test('records what was tried where predict, or a probe, fails on some rows, and never takes it for clear', async ({
    expect,
  }) => {
    await using project = await fixture({
      'evals/audit.eval.ts': `${certain}
        audit(judge, {
          rows: rowsOf(100).map(({ outputs, ...row }, index) => ({ ...row, group: 'g' + (index >> 1) })),
          predict: (inputs, { row }) => {
            if (row.id === 'row-007') throw new Error('no answer')
            return 'Could you please? ' + inputs
          },
          truth: ({ expectations }) => (expectations.polite ? 'yes' : undefined),
          probes: [
            probe('fine', 'a word is added', (sample) => ({ ...sample, outputs: sample.outputs + ' Yes.' })),
            probe('broken', 'a word is taken away', (sample, { index, repeat }) => {
              if (index === 3 && repeat === 1) throw new TypeError('no such word')
              return index % 2 === 0 ? undefined : { ...sample, outputs: sample.outputs + ' No.' }
            }),
          ],
          limit: 0.1,
          repeats: 2,
        })`,
    })
    const { exitCode, run, stdout, stderr } = await project.vitest(['run', 'evals'])
    expect(outcomes(run)).toEqual([
      '# audit of polite (polite): 691 asked, 0 recorded',
      'fine: 198 (2 of 200 trials failed, the first with Error: no answer)',
      'broken: 97 (3 of 200 trials failed, the first with TypeError: no such word)',
    ])
    const [fine] = run?.audits?.[0]?.probes ?? []
    expect(fine).toMatchObject({ limit: 0.1, description: 'a word is added' })
    expect(fine?.trials.slice(0, 3)).toEqual(
      [
        ['row-000', 0, 'yes'],
        ['row-000', 1, 'yes'],
        ['row-001', 0, undefined],
      ].map(([rowId, repeat, truth]) => ({
        rowId,
        group: 'g0',
        repeat,
        ...(truth !== undefined && { truth }),
        base: { outcome: 'scored', value: 'yes' },
        placebo: { outcome: 'scored', value: 'yes' },
        changed: { outcome: 'scored', value: 'yes' },
        change: 'outputs: … Yes.'.replace('… ', '…'),
      })),
    )
    expect(stderr).toContain('Error: no answer')
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('2 probes: 2 cannot tell.')
    expect(exitCode).toBe(1)
  })
  test.runIf(process.env['LONG'])(
    'that is tried again starts anew, but for what it has asked',
    async ({ expect }) => {
      await using project = await fixture({
        'evals/audit.eval.ts': `${certain}
        let failures = 0
        audit(judge, {
          rows: rowsOf(10),
          probes: [
            probe('shaky', 'a word is added', (sample, { index }) => {
              if (index === 3 && failures++ === 0) throw new Error('once')
              return { ...sample, outputs: sample.outputs + ' Yes.' }
            }),
          ],
        })`,
      })
      const { exitCode, run } = await project.vitest(['run', 'evals', '--retry=1'])
      expect(exitCode).toBe(0)
      // 10 rows twice as they are, 9 changed ones, and all 10 of these once more.
      expect(outcomes(run)).toEqual(['# audit of polite (polite): 39 asked, 0 recorded', 'shaky: 10'])
    },
  )
})
