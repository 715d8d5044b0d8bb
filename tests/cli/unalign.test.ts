import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Feedback, Memory, Run } from '../../src/contract/index.ts'
import { failure, startLoopback } from '../model/loopback.ts'
import { mailFiles } from './mail.ts'
import { commandProject, copyOf, texts, type CommandProject } from './project.ts'
import { answer, environment, purposeOf } from './service.ts'

const folder = 'evals/mail/memory/label_is_right'
const log = 'evals/mail/feedback/label_is_right.jsonl'
const snapshot = 'evals/mail/__snapshots__/label_is_right.aligned.md'

const mailText = 'Unpaid invoice: open the attached file today.'
const otherText = 'Open the attached file, your invoice is unpaid.'
const words = { ann: 'Ann sees a hurried claim for money.', bob: 'Bob distrusts every attached file.' }

/** A project that was judged, taught by two people and the truth, and judged again, by a server; with recordings. */
let taught: CommandProject
let server: Awaited<ReturnType<typeof startLoopback>>
let isBroken = false
let surroundings: { environment: Record<string, string> }

beforeAll(async () => {
  server = await startLoopback((request) =>
    isBroken && purposeOf(request) === 'guidelines' ? failure(401, 'No such key.') : answer(request),
  )
  surroundings = { environment: { ...environment(server.url), VITEST_JUDGE_RECORDINGS: 'auto' } }
  taught = await commandProject(
    {
      ...mailFiles,
      'evals/mail/mail.eval.ts': mailFiles['evals/mail/mail.eval.ts'].replace(', careful]', ']'),
    },
    { judges: {} },
  )
  await taught.vitest(['run', 'evals'], surroundings.environment)
  const people = [
    { rowId: 'mail 03', value: 'no', rationale: words.ann, annotator: 'ann@example.org' },
    { rowId: 'mail 03', value: 'no', rationale: words.bob, annotator: 'bob@example.org' },
    { rowId: 'mail 05', value: 'no', rationale: words.bob, annotator: 'bob@example.org' },
  ]
  await writeFile(
    join(taught.root, 'people.jsonl'),
    people.map((line) => `${JSON.stringify(line)}\n`).join(''),
  )
  const aligned = await taught.judge(['align', '--feedback', 'people.jsonl'], surroundings)
  expect({ exitCode: aligned.exitCode, stderr: aligned.stderr }).toEqual({ exitCode: 0, stderr: '' })
  await taught.judge(['align'], surroundings)
  await rm(join(taught.root, 'people.jsonl'))
  await taught.vitest(['run', 'evals', '-u'], surroundings.environment)
}, 60_000)

afterAll(async () => {
  await taught[Symbol.asyncDispose]()
  await server.close()
})

async function copied() {
  const project = await copyOf(taught)
  const holders = async (text: string) =>
    Object.entries(texts(await project.files()))
      .filter(([, content]) => content.includes(text) || content.includes(JSON.stringify(text).slice(1, -1)))
      .map(([path]) => path)
  return {
    project,
    holders,
    unalign: (...args: string[]) => project.judge(['unalign', ...args], surroundings),
    memory: async () => JSON.parse(await project.read(`${folder}/memory.json`)) as Memory,
    lines: async () =>
      (await project.read(log))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Feedback),
    latest: async () => JSON.parse(await project.read('.vitest-judge/latest.json')) as Run,
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  }
}

const asked = () => server.requests.map(purposeOf)

describe('unalign', { timeout: 60_000 }, () => {
  test('forgets a sample: no file but the data set holds its text, and the truth does not bring it back', async () => {
    await using forgetful = await copied()
    const { project, holders, unalign } = forgetful
    const whole = await project.read('.vitest-judge/latest.json')
    const before = await holders(mailText)
    expect(before).toEqual(
      expect.arrayContaining([
        'evals/mail/rows.jsonl',
        `${folder}/memory.json`,
        `${folder}/versions/parts.jsonl`,
        '.vitest-judge/latest.json',
        expect.stringMatching(/^\.vitest-judge\/recordings\/.*\.jsonl$/) as string,
      ]),
    )
    await project.write({ [`${folder}/memory.json.1.0123abcd.tmp`]: JSON.stringify({ mailText }) })
    const callsBefore = server.requests.length
    const ended = await unalign('--sample', 'mail 03')
    expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(asked().slice(callsBefore)).toEqual(['guidelines'])

    expect(await holders(mailText)).toEqual(['evals/mail/rows.jsonl'])
    expect(await holders(words.ann)).toEqual([])
    expect((await holders(words.bob)).length).toBeGreaterThan(0)
    expect((await forgetful.memory()).episodes.map(({ rowId }) => rowId)).toEqual([
      'mail 05',
      'mail 06',
      'mail 10',
    ])
    expect(await project.read(snapshot)).not.toContain('mail 03')
    expect(await project.read(snapshot)).toContain('mail 05')
    const run = await forgetful.latest()
    expect([run.complete, run.partial, run.suites[0]?.rows.length]).toEqual([
      false,
      ['1 row was forgotten'],
      15,
    ])
    const marks = (await forgetful.lines()).filter(({ forgotten }) => forgotten === true)
    expect(marks).toEqual([
      {
        id: expect.stringMatching(/^f-/) as string,
        sampleId: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        rowId: expect.stringMatching(/^forgotten-[0-9a-f]{16}$/) as string,
        judge: 'label_is_right',
        value: '',
        source: { type: 'CODE', name: 'truth' },
        time: '2026-11-25T00:00:00.000Z',
        retracted: true,
        forgotten: true,
      },
    ])
    for (const part of [
      'Not reached: the rows of the data set itself',
      `-- '${mailText}'`,
      'git log --all',
    ]) {
      expect(ended.stdout).toContain(part)
    }

    const after = await project.vitest(['run', 'evals'], surroundings.environment)
    expect(after.exitCode).toBe(0)
    const again = await project.judge(['align'], surroundings)
    expect({ exitCode: again.exitCode, stderr: again.stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect((await forgetful.memory()).episodes.map(({ rowId }) => rowId)).not.toContain('mail 03')
    expect((await forgetful.lines()).filter(({ rowId }) => rowId === 'mail 03')).toEqual([])

    const repeated = await unalign('--sample', 'mail 03')
    expect(repeated.exitCode).toBe(0)
    expect(repeated.stdout).not.toContain('remembered')
    expect(await holders(mailText)).toEqual(['evals/mail/rows.jsonl'])
    await project.write({
      'person.jsonl': `${JSON.stringify({ rowId: 'mail 03', value: 'no', rationale: 'Spam.', annotator: 'cy' })}\n`,
    })
    await project.write({ '.vitest-judge/latest.json': whole })
    await project.judge(['align', '--feedback', 'person.jsonl'], surroundings)
    expect((await forgetful.memory()).episodes.map(({ rowId }) => rowId)).toContain('mail 03')
  })

  test('forgets a person: their words and name go, what others taught stays, nobody is asked with --no-distil', async () => {
    await using forgetful = await copied()
    const { holders, unalign } = forgetful
    const callsBefore = server.requests.length
    const ended = await unalign('--annotator', 'bob@example.org', '--no-distil', '--json')
    expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(server.requests.length).toBe(callsBefore)
    const outcome = JSON.parse(ended.stdout) as { memories: object[]; logs: object[]; left: string[] }
    expect(outcome).toMatchObject({
      logs: [{ judge: 'label_is_right', lines: 2, remembered: 0 }],
      memories: [{ examples: { gone: 1, changed: 1 }, guidelines: { dropped: 0, mixed: 1, again: 0 } }],
      left: [],
    })
    expect(await holders(words.bob)).toEqual([])
    expect(await holders('bob@example.org')).toEqual([])
    expect((await holders(words.ann)).length).toBeGreaterThan(0)
    const { episodes, guidelines } = await forgetful.memory()
    expect(guidelines).toEqual([])
    expect(episodes.map(({ rowId }) => rowId)).toEqual(['mail 03', 'mail 06', 'mail 10'])
    expect(episodes[0]).toMatchObject({
      rationale: words.ann,
      sources: [{ type: 'HUMAN', name: 'ann@example.org' }],
    })
    // The mail itself was never bob's.
    expect((await holders(otherText)).length).toBeGreaterThan(1)
  })

  test('forgets by date and by a line’s id; what the truth taught is not taught again', async () => {
    await using forgetful = await copied()
    const { unalign, project } = forgetful
    const whole = await project.read('.vitest-judge/latest.json')
    const given = (await forgetful.lines()).find(({ source }) => source.name === 'ann@example.org')
    const one = await unalign('--feedback', given?.id ?? '', '--no-distil')
    expect(one.exitCode).toBe(0)
    expect(one.stdout).toContain('1 stay by what others said of them')
    expect(await forgetful.holders(words.ann)).toEqual([])
    const none = await unalign('--before', '2026-11-25')
    expect([none.exitCode, none.stderr]).toEqual([
      2,
      expect.stringContaining('No feedback here is of that id or that time; ') as string,
    ])
    const all = await unalign('--after', '2026-11-25T00:00:00Z', '--no-distil')
    expect(all.exitCode).toBe(0)
    expect((await forgetful.memory()).episodes).toEqual([])
    expect((await forgetful.lines()).map(({ forgotten }) => forgotten)).toEqual([true, true])
    await project.write({ '.vitest-judge/latest.json': whole })
    await project.judge(['align'], surroundings)
    expect((await forgetful.memory()).episodes.map(({ rowId }) => rowId)).not.toContain('mail 06')
  })

  test('interrupted after any of its writes, the same command completes it', async () => {
    await using whole = await copied()
    const before = await whole.project.files()
    await whole.unalign('--sample', 'mail 03', '--no-distil')
    const after = await whole.project.files()
    const paths = Object.keys({ ...before, ...after }).filter(
      (path) => before[path]?.text !== after[path]?.text,
    )
    const inOrder = paths.toSorted(
      (left, right) => (after[left]?.mtimeMs ?? 0) - (after[right]?.mtimeMs ?? 0),
    )
    expect(inOrder.at(-1)).toBe(log)
    expect(inOrder.length).toBeGreaterThan(6)
    for (const count of inOrder.keys()) {
      await using cut = await copied()
      for (const path of inOrder.slice(0, count)) {
        const state = after[path]
        const target = join(cut.project.root, path)
        if (state === undefined) await rm(target, { force: true })
        else await writeFile(target, state.text, 'latin1')
      }
      const ended = await cut.unalign('--sample', 'mail 03', '--no-distil')
      expect({ count, exitCode: ended.exitCode, stderr: ended.stderr }).toEqual({
        count,
        exitCode: 0,
        stderr: '',
      })
      expect(await cut.holders(mailText)).toEqual(['evals/mail/rows.jsonl'])
      expect(await cut.holders(words.ann)).toEqual([])
      for (const path of [`${folder}/memory.json`, `${folder}/vectors.jsonl`, snapshot, log]) {
        expect([count, path, await cut.project.read(path)]).toEqual([
          count,
          path,
          await whole.project.read(path),
        ])
      }
    }
  })

  test('a row that only runs know is marked before they forget it: what was interrupted is completed', async () => {
    await using whole = await copied()
    const before = await whole.project.files()
    await whole.unalign('--sample', 'mail 07')
    const after = await whole.project.files()
    const inOrder = Object.keys(before)
      .filter((path) => before[path]?.text !== after[path]?.text)
      .toSorted((left, right) => (after[left]?.mtimeMs ?? 0) - (after[right]?.mtimeMs ?? 0))
    expect(inOrder).toContain(log)
    await using cut = await copied()
    for (const path of inOrder.slice(0, -1))
      await writeFile(join(cut.project.root, path), after[path]?.text ?? '', 'latin1')
    const ended = await cut.unalign('--sample', 'mail 07')
    expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(await cut.project.read(log)).toBe(await whole.project.read(log))
    expect(await cut.holders('The meeting moved to Monday.')).toEqual(['evals/mail/rows.jsonl'])
  })

  test('a row id that means different rows in two suites has to be said more precisely', async () => {
    await using forgetful = await copied()
    const { project, unalign } = forgetful
    const [run, memory] = [
      await project.read('.vitest-judge/latest.json'),
      await project.read(`${folder}/memory.json`),
    ]
    const sampleId =
      (await forgetful.memory()).episodes.find(({ rowId }) => rowId === 'mail 03')?.sampleId ?? ''
    const elsewhere = (text: string) =>
      text
        .replaceAll(sampleId, '0123456789abcdef')
        .replaceAll('evals/mail/', 'evals/post/')
        .replaceAll(mailText, 'Another.')
        .replace(/ {2}"checksum": .*\n/, '')
    await project.write({
      '.vitest-judge/runs/other.json': elsewhere(run),
      'evals/post/memory/label_is_right/memory.json': elsewhere(memory),
    })
    const refused = await unalign('--sample', 'mail 03')
    expect([refused.exitCode, refused.stdout, refused.stderr]).toEqual([
      2,
      '',
      'error invalid-usage: The row id mail 03 means different rows in evals/mail and evals/post; expected one row.\n  → Say which: --memory <folder of a memory>; or name the sample by its sample id, which run files and logs hold.\n',
    ])
    const several = await unalign('--sample', 'mail 03', '--judge', 'label_is_right@aligned')
    expect([several.exitCode, several.stderr]).toEqual([
      2,
      'error invalid-usage: The judge label_is_right has several memories: evals/mail/memory/label_is_right, evals/post/memory/label_is_right; expected one.\n  → Say which: --memory evals/mail/memory/label_is_right; or leave --judge out, for all judges.\n',
    ])
    const one = await unalign('--sample', 'mail 03', '--memory', folder, '--no-distil')
    expect({ exitCode: one.exitCode, stderr: one.stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(await forgetful.holders(mailText)).toEqual(['evals/mail/rows.jsonl'])
    expect((await forgetful.holders('Another.')).length).toBe(2)
  })

  test('a row that only a run knows is kept from being taught, and a memory that was moved is found', async () => {
    await using forgetful = await copied()
    const { project, unalign, holders } = forgetful
    await rename(join(project.root, 'evals/mail/memory'), join(project.root, 'shared'))
    const memoryFolder = (text: string) => text.replaceAll(folder, 'shared/label_is_right')
    await project.write({
      '.vitest-judge/latest.json': memoryFolder(await project.read('.vitest-judge/latest.json')),
    })
    const ended = await unalign('--sample', 'mail 03', '--sample', 'mail 07', '--no-distil')
    expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(await holders(mailText)).toEqual(['evals/mail/rows.jsonl'])
    expect(await holders('The meeting moved to Monday.')).toEqual(['evals/mail/rows.jsonl'])
    expect((await forgetful.lines()).filter(({ forgotten }) => forgotten)).toHaveLength(2)
    expect(Object.keys(await project.files('shared')).filter((path) => path.includes('feedback'))).toEqual([])
    await rm(join(project.root, log))
    await unalign('--sample', 'mail 09')
    expect((await forgetful.lines()).map(({ forgotten }) => forgotten)).toEqual([true])
  })

  test('what cannot be mended in place goes whole, and a sentence of a person’s own is named, not taken', async () => {
    await using forgetful = await copied()
    const { project, unalign, memory } = forgetful
    const known = await memory()
    const own = {
      id: 'mine',
      text: `Think of: ${mailText}`,
      origin: 'person',
      sources: [],
      pinned: true,
      muted: false,
    }
    const run = await project.read('.vitest-judge/latest.json')
    const quoting = { ...(JSON.parse(run) as Run), notices: [`someone wrote ${mailText}`] }
    await project.write({
      [`${folder}/memory.json`]: JSON.stringify({ ...known, guidelines: [...known.guidelines, own] }),
      '.vitest-judge/runs/torn.json': run.slice(0, -100),
      '.vitest-judge/runs/quoting.json': JSON.stringify(quoting),
      '.vitest-judge/datasets/mails/page.json': JSON.stringify({ body: mailText }),
    })
    const ended = await unalign('--sample', 'mail 03', '--no-distil', '--json')
    const { left, files } = JSON.parse(ended.stdout) as { left: string[]; files: Record<string, string[]> }
    expect([ended.exitCode, left]).toEqual([3, [`${folder}/memory.json`, `${folder}/versions/parts.jsonl`]])
    expect(files['runsRemoved']).toEqual(['.vitest-judge/runs/quoting.json', '.vitest-judge/runs/torn.json'])
    expect(files['removed']).toEqual(['.vitest-judge/datasets/mails/page.json'])
  })

  test('a dry run says what would go, asks no model and writes nothing', async () => {
    await using forgetful = await copied()
    const { project, unalign } = forgetful
    const before = await project.files()
    const callsBefore = server.requests.length
    const ended = await unalign('--sample', 'mail 03', '--dry-run')
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).toMatch(
      /^Dry run: nothing was written, and no model was asked\.\n1 sample: mail 03\n[^]*feedback {4}2 lines removed\n[^]*examples {4}1 removed\n/,
    )
    expect(await project.files()).toEqual(before)
    expect(server.requests.length).toBe(callsBefore)
  })

  test('a model that fails leaves everything as it was, and the way on is said', async () => {
    await using forgetful = await copied()
    const { project, unalign } = forgetful
    const before = texts(await project.files('evals', '.vitest-judge/runs'))
    isBroken = true
    const failed = await unalign('--sample', 'mail 03')
    isBroken = false
    expect(failed.exitCode).toBe(3)
    expect(failed.stderr).toMatch(
      /^error model-failed: Distilling guidelines of label_is_right again[^]*--no-distil\.\n$/,
    )
    expect(texts(await project.files('evals', '.vitest-judge/runs'))).toEqual(before)
  })

  test('wrong use ends with 2 and names what there is', async () => {
    await using forgetful = await copied()
    const { unalign } = forgetful
    const said = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await unalign(...args)
      expect([args, exitCode, stdout]).toEqual([args, 2, ''])
      return stderr.split('\n')[0]
    }
    expect(await said()).toMatch(/^error invalid-usage: unalign was told nothing to forget/)
    expect(await said('--sample', 'mail 03', '--sample', 'mail 99')).toBe(
      'error invalid-usage: No feedback, memory or run here knows the sample or row mail 99; expected the id of one that is kept here.',
    )
    expect(await said('--annotator', 'nobody')).toBe(
      'error invalid-usage: Nobody called nobody gave feedback here; those who did: ann@example.org, bob@example.org, truth.',
    )
    expect(await said('--before', 'yesterday')).toContain('Expected a date such as 2026-11-24')
    expect(await said('--sample', 'mail 03', '--judge', 'other')).toBe(
      'error unknown-judge: The judge other has neither memory nor feedback here; those that have: label_is_right.',
    )
  })
})
