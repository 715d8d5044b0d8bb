import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { brief, failures, report } from './brief.ts'
import { thanksArePolite } from './polite.ts'
import { fixture } from './project.ts'
import { teach } from './teach.ts'

const evalFile = (judge = 'polite()') => `
  import { aligned, evaluate } from 'vitest-judge'
  import { polite } from '#polite'
  const judge = ${judge}
  evaluate('Politeness', {
    rows: ['salt', 'bread', 'wine', 'egg', 'oil', 'bill'].map((id) => ({ id, inputs: id })),
    predict: (inputs) => (inputs === 'salt' ? 'please' : 'thanks for the ' + inputs),
    truth: () => 'yes',
    judges: [judge, aligned(judge)],
  })`
const snapshotPath = 'evals/__snapshots__/polite.aligned.md'

describe.concurrent('an aligned judge', { timeout: 120_000 }, () => {
  test.runIf(process.env['LONG'])(
    'has its instructions under review through its whole life',
    async ({ expect }) => {
      await using project = await fixture({ 'evals/polite.eval.ts': evalFile() })
      const reviewed = () => project.read(snapshotPath)
      const exists = () =>
        access(join(project.root, snapshotPath)).then(
          () => true,
          () => false,
        )

      const before = await project.vitest(['run', 'evals'])
      expect(before.exitCode).toBe(0)
      expect(before.stdout).toContain('6 passed | 1 skipped')
      expect(brief(before.run).slice(0, 3)).toEqual([
        '# evals/polite.eval.ts > Politeness',
        'salt: polite=yes/yes polite@aligned=not-asked(not-aligned)/yes',
        'bread: polite=no/yes polite@aligned=not-asked(not-aligned)/yes',
      ])
      expect(report(before.stdout, project.root)).toContain('not asked: no memory yet')
      expect(before.run?.suites[0]?.judges[1]).toMatchObject({
        id: 'polite@aligned',
        memoryFolder: 'evals/memory/polite',
      })
      expect(await exists()).toBe(false)

      const split = Object.fromEntries(before.run?.suites[0]?.rows.map((row) => [row.id, row.split]) ?? [])
      expect(split).toEqual({
        salt: 'heldout',
        bread: 'align',
        wine: 'heldout',
        egg: 'align',
        oil: 'align',
        bill: 'heldout',
      })
      await teach(project.root, before.run, {
        rows: ['bread', 'egg', 'wine'],
        value: 'yes',
        guideline: thanksArePolite,
      })

      const inCi = await project.vitest(['run', 'evals'], { CI: '1' })
      expect(inCi.exitCode).toBe(1)
      expect(Object.keys(failures(inCi.stderr, project.root))).toEqual(['instructions of polite@aligned'])
      expect(await exists()).toBe(false)

      const first = await project.vitest(['run', 'evals'])
      expect(first.exitCode).toBe(0)
      expect(first.stdout).toContain('1 written')
      expect(brief(first.run).slice(1)).toEqual([
        'salt: polite=yes/yes polite@aligned=yes/yes',
        ...['bread', 'wine', 'egg', 'oil', 'bill'].map((id) => `${id}: polite=no/yes polite@aligned=yes/yes`),
      ])
      const [, bread, , , oil] = first.run?.suites[0]?.rows ?? []
      const idOf = (row: typeof bread) => row?.sampleId
      const egg = first.run?.suites[0]?.rows[3]
      expect(bread?.verdicts[1]).toMatchObject({ guidance: { guidelines: 1, examples: [idOf(egg)] } })
      expect(oil?.verdicts[1]).toMatchObject({
        guidance: { guidelines: 1, examples: expect.arrayContaining([idOf(bread), idOf(egg)]) },
      })
      expect(await reviewed()).toMatchInlineSnapshot(`
      "# polite@aligned

      Model: function:model  
      Answers with one of "yes", "no".

      ## Instructions

      Is {{ outputs }} a polite answer to {{ inputs }}?

      ## Guidelines (1)

      - Thanks are as polite as a please. (from 2 samples)

      ## Examples (2, the 3 nearest are shown)

      - bread: "yes"
      - egg: "yes"
      "
    `)

      await teach(project.root, first.run, {
        rows: ['bread', 'egg', 'oil'],
        value: 'yes',
        guideline: 'Judge the words, not the wish.',
      })
      const changed = await project.vitest(['run', 'evals'], {}, { keepsLatest: true })
      expect(changed.exitCode).toBe(1)
      const [was, is] = [first, changed].map(({ run }) => run?.suites[0]?.judges[1])
      expect(is?.before).toMatchObject({
        run: first.run?.id,
        memory: was?.memory,
        accuracy: 1,
        accuracyBefore: 1,
      })
      expect(changed.stdout).toContain(`of its memory, after ${was?.memory?.slice(0, 12)}`)
      expect(failures(changed.stderr, project.root)).toMatchInlineSnapshot(`
      {
        "instructions of polite@aligned": "Error: The instructions of polite@aligned have changed; review them and accept with -u.: Snapshot \`Politeness > instructions of polite@aligned 1\` mismatched

      - Expected
      + Received

      @@ -5,14 +5,16 @@

        ## Instructions

        Is {{ outputs }} a polite answer to {{ inputs }}?

      - ## Guidelines (1)
      + ## Guidelines (2)

      - - Thanks are as polite as a please. (from 2 samples)
      + - Thanks are as polite as a please. (from 2 samples)
      + - Judge the words, not the wish. (from 1 sample)

      - ## Examples (2, the 3 nearest are shown)
      + ## Examples (3, the 3 nearest are shown)

        - bread: "yes"
      - - egg: "yes"
      + - egg: "yes"
      + - oil: "yes"",
      }
    `)
      expect((await project.vitest(['run', 'evals', '-u'])).exitCode).toBe(0)
      expect(await reviewed()).toContain('- oil: "yes"')

      await project.write({
        'evals/polite.eval.ts': evalFile("polite('polite', { instructions: 'Is {{ outputs }} nice?' })"),
      })
      const stale = await project.vitest(['run', 'evals'])
      expect(stale.exitCode).toBe(1)
      expect(stale.run?.suites[0]?.judges[1]?.stale).toEqual(['instructions'])
      expect(report(stale.stdout, project.root)).toContain(
        'polite@aligned uses a stale memory, made before these changed',
      )
      expect(Object.values(failures(stale.stderr, project.root))[0]).toContain('+ Is {{ outputs }} nice?')

      await project.write({
        'evals/polite.eval.ts': evalFile("polite('polite', { values: ['yes', 'no', 'maybe'] })"),
      })
      const other = await project.vitest(['run', 'evals'])
      expect(other.exitCode).toBe(2)
      expect(failures(other.stderr, project.root)['salt']).toMatchInlineSnapshot(`
      "VitestJudgeError: The memory ROOT/evals/memory/polite belongs to polite with {"type":"label","values":["yes","no"]}; the judge polite has {"type":"label","values":["yes","no","maybe"]}.
        → A judge with other values needs a memory of its own: rename it, or remove the folder and align anew."
    `)
    },
  )

  test.runIf(process.env['LONG'])('shares no memory with a different judge', async ({ expect }) => {
    await using project = await fixture({
      'evals/one.eval.ts': evalFile(),
      'evals/two.eval.ts': evalFile("polite('polite', { instructions: 'Is {{ outputs }} nice?' })"),
    })
    const { exitCode, stderr } = await project.vitest(['run', 'evals'])
    expect(exitCode).toBe(2)
    expect(stderr.trim()).toMatchInlineSnapshot(`
      "error: Two different judges polite@aligned use the memory evals/memory/polite: in evals/one.eval.ts > Politeness and in evals/two.eval.ts > Politeness; expected one judge.
        → Give one of them another name, or its own folder: aligned(judge, { memory: "folder" })."
    `)
  })

  test('cannot pass a gate before it has a memory', async ({ expect }) => {
    const options = { judges: { gate: { 'polite@aligned': { accuracy: 0.5 } } } }
    await using project = await fixture({ 'evals/polite.eval.ts': evalFile() }, options)
    const { exitCode, stdout } = await project.vitest(['run', 'evals'])
    expect(exitCode).toBe(3)
    expect(report(stdout, project.root)).toContain('polite@aligned · not aligned yet')
  })

  test.runIf(process.env['LONG'])(
    'fails the row that a hand-written test asks it about before it has a memory',
    async ({ expect }) => {
      await using project = await fixture({
        'evals/hand.eval.ts': `
        import { aligned } from 'vitest-judge'
        import { expect, test } from 'vitest'
        import { polite } from '#polite'
        const judge = aligned(polite())
        test('passes', async () => { await expect({ id: 'salt', inputs: 'Salt', outputs: 'please' }).toPassJudge(judge) })
        test('under .not', async () => { await expect({ id: 'salt', inputs: 'Salt', outputs: 'please' }).not.toPassJudge(judge) })`,
      })
      const { exitCode, stderr } = await project.vitest(['run', 'evals'])
      expect(exitCode).toBe(1)
      expect(Object.keys(failures(stderr, project.root)).sort()).toEqual(['passes', 'under .not'])
      expect(failures(stderr, project.root)['passes']).toMatchInlineSnapshot(`
      "Error: the judge polite@aligned gave no verdict

        row       salt
        inputs    Salt
        outputs   please
        verdict   not asked (not-aligned): polite has no memory yet; run npx vitest-judge align --judge polite"
    `)
      expect(await project.asked()).toEqual([])
    },
  )
})
