import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository } from '../suite/project.ts'
import { commandProject } from './project.ts'

test.runIf(process.env['LONG'])(
  'the committed memory of our own evaluation is the end of the loop: nothing changes a byte',
  { timeout: 90_000 },
  async () => {
    await using project = await commandProject(
      {},
      {
        judges: {
          offline: true,
          gate: { 'pubmed_reference_free@aligned': { accuracy: 0.65 }, allowOffline: true },
        },
      },
    )
    await cp(join(repository, 'evals/pubmed'), join(project.root, 'evals/pubmed'), {
      recursive: true,
      preserveTimestamps: true,
    })
    const committed = await project.files('evals')

    const { exitCode, stdout, run } = await project.vitest(['run', 'evals'])
    expect({ exitCode, gate: /✓ pubmed_reference_free@aligned · passed/.test(stdout) }).toEqual({
      exitCode: 0,
      gate: true,
    })
    const [suite, ...others] = run?.suites ?? []
    expect(others).toEqual([])
    const heldout = suite?.rows.filter(({ split }) => split === 'heldout') ?? []
    const judged = suite?.judges.map(({ id }) => {
      const verdicts = heldout.flatMap((row) => row.verdicts.filter(({ judge }) => judge === id))
      return [
        id,
        verdicts.filter(({ outcome }) => outcome === 'scored').length >= 150,
        verdicts.length === heldout.length,
      ]
    })
    expect(judged).toEqual([
      ['classification_guidelines', true, true],
      ['pubmed_classifier', true, true],
      ['pubmed_classifier@aligned', true, true],
      ['pubmed_reference_free', true, true],
      ['pubmed_reference_free@aligned', true, true],
    ])
    const outcomes = new Set(suite?.rows.flatMap(({ verdicts }) => verdicts.map(({ outcome }) => outcome)))
    expect([...outcomes]).toEqual(['scored'])
    expect({ schema: run?.schema, complete: run?.complete, offline: run?.offline }).toEqual({
      schema: 'vitest-judge/run@1',
      complete: true,
      offline: true,
    })

    for (const time of ['first', 'second']) {
      const aligned = await project.judge(['align'])
      expect({ time, exitCode: aligned.exitCode, stderr: aligned.stderr }).toEqual({
        time,
        exitCode: 0,
        stderr: '',
      })
      expect(aligned.stdout.match(/Nothing new: the memory stays as it is\./g)).toHaveLength(2)
      expect(await project.files('evals')).toEqual(committed)
    }
  },
)
