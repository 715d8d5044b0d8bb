import { structuredPatch } from 'diff'
import { expect, test } from 'vitest'
import type { Memory } from '../../src/contract/index.ts'
import { mailFiles } from './mail.ts'
import { commandProject } from './project.ts'
import { answerAt } from './terminal.ts'

const memoryFile = 'evals/mail/memory/label_is_right/memory.json'
const snapshotFile = 'evals/mail/__snapshots__/label_is_right.aligned.md'
const logFile = 'evals/mail/feedback/label_is_right.jsonl'

test.runIf(process.env['LONG'])(
  'the loop closes: judge, align, judge, nothing new, feedback, one episode more, red, accepted',
  { timeout: 60_000 },
  async () => {
    await using project = await commandProject(mailFiles)

    const first = await project.vitest(['run', 'evals'])
    expect(first.exitCode).toBe(0)
    expect(first.stdout).toContain('not asked: no memory yet (run `npx vitest-judge align`)')
    expect(Object.keys(await project.files('evals'))).toEqual([
      'evals/mail/mail.eval.ts',
      'evals/mail/rows.jsonl',
    ])

    const taught = await project.judge(['align'])
    expect(taught).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('samples     4 new') as string,
      stderr: '',
    })
    const episodes = async () =>
      (JSON.parse(await project.read(memoryFile)) as Memory).episodes.map(
        ({ rowId, value }) => `${rowId} ${String(value)}`,
      )
    expect(await episodes()).toEqual(['mail 03 no', 'mail 05 no', 'mail 06 no', 'mail 10 no'])

    const second = await project.vitest(['run', 'evals'])
    expect(second.exitCode).toBe(0)
    expect(second.stdout).toContain('Snapshots  1 written')
    const accuracies = second.run?.suites[0]?.judges.map(({ id, memory, stale }) => [
      id,
      memory !== undefined,
      stale,
    ])
    expect(accuracies).toEqual([
      ['label_is_right', false, undefined],
      ['label_is_right@aligned', true, []],
      ['careful', false, undefined],
    ])

    const before = await project.files()
    const again = await project.judge(['align'])
    expect(again).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('Nothing new: the memory stays as it is.') as string,
      stderr: '',
    })
    expect(await project.files()).toEqual(before)

    const given = await answerAt(
      project.root,
      ['feedback', '--only', 'all', '--annotator', 'ann@example.org'],
      (rowId) => (rowId === 'mail 07' ? ['y', 'A plain note between colleagues.\r', 'q'] : ['s']),
    )
    expect(given).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('\n1 answer stored. Next: npx vitest-judge align\n') as string,
      stderr: '',
    })
    const one = await project.judge(['align'])
    expect(one.exitCode).toBe(0)
    expect(one.stdout).toMatchInlineSnapshot(`
    "label_is_right evals/mail/memory/label_is_right
      mismatches  4 align rows judged otherwise than the truth
      taught by   1 line of people (HUMAN); 4 lines of the truth (CODE), which count
                  where no person has spoken
      samples     1 new, 0 changed, 0 retracted, 4 as before
      guidelines  0 new, 0 dropped, 1 in all (by offline)
      examples    5 in all
      instructions:
        -## Examples (4, the 5 nearest are shown)
        +## Examples (5, the 5 nearest are shown)
        +- mail 07: "yes"

    Next: npx vitest run evals -u (review the instructions, then judge again)
    "
  `)
    expect(await episodes()).toEqual(['mail 03 no', 'mail 05 no', 'mail 06 no', 'mail 07 yes', 'mail 10 no'])
    expect(changedLines(before[memoryFile]?.text, await project.read(memoryFile))).toMatchInlineSnapshot(`
      [
        "-  "checksum": "HASH",",
        "+  "checksum": "HASH",",
        "+      "fingerprint": "HASH",",
        "+      "inputs": {",
        "+        "text": "The meeting moved to Monday."",
        "+      },",
        "+      "outputs": {",
        "+        "label": "ham"",
        "+      },",
        "+      "rationale": "A plain note between colleagues.",",
        "+      "rowId": "mail 07",",
        "+      "sampleId": "HASH",",
        "+      "sources": [",
        "+        {",
        "+          "name": "ann@example.org",",
        "+          "type": "HUMAN"",
        "+        }",
        "+      ],",
        "+      "value": "yes",",
        "+      "vector": "HASH"",
        "+    },",
        "+    {",
        "-  "fingerprint": "HASH",",
        "+  "fingerprint": "HASH",",
      ]
    `)
    expect(changedLines(before[logFile]?.text, await project.read(logFile))).toHaveLength(1)

    const red = await project.vitest(['run', 'evals'])
    expect(red.exitCode).toBe(1)
    expect(red.stderr).toContain(
      'The instructions of label_is_right@aligned have changed; review them and accept with -u.',
    )
    expect(red.stderr).toContain(
      '\n- ## Examples (4, the 5 nearest are shown)\n+ ## Examples (5, the 5 nearest are shown)\n',
    )
    expect(red.stderr).toContain('\n+ - mail 07: "yes"\n')
    expect(await project.read(snapshotFile)).toBe(before[snapshotFile]?.text)

    const accepted = await project.vitest(['run', 'evals', '-u'])
    expect(accepted.exitCode).toBe(0)
    expect(changedLines(before[snapshotFile]?.text, await project.read(snapshotFile))).toEqual([
      '-## Examples (4, the 5 nearest are shown)',
      '+## Examples (5, the 5 nearest are shown)',
      '+- mail 07: "yes"',
    ])
    expect((await project.vitest(['run', 'evals'])).exitCode).toBe(0)
  },
)

/** The lines of a diff, hashes and times masked. */
function changedLines(before: string | undefined, after: string): string[] {
  return structuredPatch('', '', before ?? '', after, '', '', { context: 0 })
    .hunks.flatMap(({ lines }) => lines)
    .map((line) => line.replaceAll(/[\da-f]{16}/g, 'HASH').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'))
}
