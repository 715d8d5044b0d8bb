import { describe, test } from 'vitest'
import { thanksArePolite } from './polite.ts'
import { fixture } from './project.ts'
import { teach } from './teach.ts'

/** A judge with a memory; `write` puts its instructions in other words and distils its guidelines anew. */
const evalFile = `
  import { aligned, audit, evaluate, probes } from 'vitest-judge'
  import { polite } from '#polite'
  const judge = polite()
  const rows = ['salt', 'bread', 'wine', 'egg', 'oil', 'bill'].map((id) => ({
    id, inputs: id, outputs: id === 'salt' ? 'please' : 'thanks for the ' + id,
  }))
  evaluate('Politeness', { rows, predict: (inputs, { row }) => row.outputs, truth: () => 'yes', judges: [judge, aligned(judge)] })
  const write = async ({ schema }) =>
    schema === undefined
      ? 'Would you call {{ outputs }} polite, said to {{ inputs }}?'
      : JSON.stringify({ guidelines: [{ guideline_text: 'Judge the words, not the wish.', source_ids: ['1'] }] })
  audit(aligned(judge), {
    rows,
    truth: () => 'yes',
    probes: [
      probes.paraphrase(), probes.exampleOrder(), probes.guidelineOrder(),
      probes.nearestExample(), probes.flippedExample(), probes.otherSeed(),
    ],
    writer: write,
  })`

describe.concurrent('an audit of an aligned judge', { timeout: 60_000 }, () => {
  test('changes instructions and memory; what cannot be changed did not run', async ({ expect }) => {
    await using project = await fixture({ 'evals/polite.eval.ts': evalFile })
    const before = await project.vitest(['run', 'evals'])
    expect(before.exitCode).toBe(3)
    expect(before.run?.audits?.[0]?.probes.map(({ name, notRun }) => [name, notRun])).toEqual(
      ['paraphrase', 'exampleOrder', 'guidelineOrder', 'nearestExample', 'flippedExample', 'otherSeed'].map(
        (name) => [name, 'it has no memory yet (run npx vitest-judge align)'],
      ),
    )
    expect(before.run?.audits?.[0]?.calls).toEqual({ asked: 0, recorded: 0 })
    await teach(project.root, before.run, {
      rows: ['bread', 'egg', 'oil'],
      value: 'yes',
      guideline: thanksArePolite,
    })

    const { run, exitCode, stdout } = await project.vitest(['run', 'evals'])
    const [audit] = run?.audits ?? []
    const [, judge] = run?.suites[0]?.judges ?? []
    expect(audit).toMatchObject({
      judge: 'polite@aligned',
      fingerprint: judge?.fingerprint,
      memory: judge?.memory,
      // 12 about samples as they are, 30 about changed ones, 1 to reword the instructions, 1 to distil anew.
      calls: { asked: 44, recorded: 0 },
    })
    const found = audit?.probes.map(({ name, notRun, inapplicable, trials }) => {
      const changed = trials.map(
        ({ rowId, changed: answer }) =>
          `${rowId} ${answer.outcome === 'scored' ? answer.value : answer.reason}`,
      )
      return [
        name,
        notRun ?? inapplicable,
        changed.join(', '),
        trials[0]?.change.replaceAll(/[\da-f]{8}/g, 'ID'),
      ]
    })
    expect(found).toMatchInlineSnapshot(`
      [
        [
          "paraphrase",
          undefined,
          "salt yes, bread yes, wine yes, egg yes, oil yes, bill yes",
          "instructions: Would you call {{ outputs }} polite, said to {{ inputs }}?",
        ],
        [
          "exampleOrder",
          undefined,
          "salt yes, bread yes, wine yes, egg yes, oil yes, bill yes",
          "the examples ID, ID, ID in reverse order",
        ],
        [
          "guidelineOrder",
          "its memory has nothing to change for any sample",
          "",
          undefined,
        ],
        [
          "nearestExample",
          undefined,
          "salt yes, bread yes, wine yes, egg yes, oil yes, bill yes",
          "without the nearest example ID ("yes")",
        ],
        [
          "flippedExample",
          undefined,
          "salt yes, bread yes, wine yes, egg yes, oil yes, bill yes",
          "the nearest example ID as "no" in place of "yes"",
        ],
        [
          "otherSeed",
          undefined,
          "salt yes, bread no, wine no, egg no, oil no, bill no",
          "guidelines distilled anew: Judge the words, not the wish.",
        ],
      ]
    `)
    expect(
      audit?.probes.every(({ trials }) =>
        trials.every(({ base, placebo }) => base.outcome === 'scored' && placebo.outcome === 'scored'),
      ),
    ).toBe(true)
    expect(stdout).toContain('! guidelineOrder · not run')
    expect(exitCode).toBe(3)
  })
})
