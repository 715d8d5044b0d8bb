import { beforeAll, describe, expect, test } from 'vitest'
import type { Feedback, Memory } from '../../src/contract/index.ts'
import { mailFiles, mailRows } from './mail.ts'
import { commandProject, copyOf, type CommandProject } from './project.ts'

const log = 'evals/mail/feedback/label_is_right.jsonl'

let aligned: CommandProject

beforeAll(async () => {
  aligned = await commandProject(mailFiles)
  await aligned.vitest(['run', 'evals'])
  await aligned.judge(['align'])
  return () => aligned[Symbol.asyncDispose]()
}, 60_000)

/** What a memory holds of each row: its value and who taught it. */
async function taught(project: CommandProject): Promise<string[]> {
  const memory = JSON.parse(await project.read('evals/mail/memory/label_is_right/memory.json')) as Memory
  return memory.episodes.map(
    ({ rowId, value, sources }) => `${rowId} ${String(value)} ${sources.map(({ name }) => name).join('+')}`,
  )
}

const byTruth = ['mail 03 no truth', 'mail 05 no truth', 'mail 06 no truth', 'mail 10 no truth']

async function said(project: CommandProject): Promise<Feedback[]> {
  const lines = (await project.read(log)).trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Feedback)
}

/** Gives feedback by a file, each as `row value annotator`. */
async function give(project: CommandProject, ...given: string[]) {
  const lines = given.map((words) => {
    const [, rowId, value, annotator] = /^(mail \d\d) (\S+) (\S+)$/.exec(words) ?? []
    return `${JSON.stringify({ rowId, value, annotator })}\n`
  })
  await project.write({ 'people.jsonl': lines.join('') })
  return project.judge(['align', '--feedback', 'people.jsonl'])
}

describe.concurrent('feedback', { timeout: 60_000 }, () => {
  test('on a held-out row is kept, never taught, and counted as left out', async () => {
    await using project = await copyOf(aligned)
    const { exitCode, stdout } = await give(project, 'mail 01 no ann', 'mail 02 no ann', 'mail 07 no ann')
    expect({ exitCode, left: /left out .*/.exec(stdout)?.[0] }).toEqual({
      exitCode: 0,
      left: 'left out    feedback on 2 samples that no align row of this run has',
    })
    expect(await taught(project)).toEqual(byTruth.toSpliced(3, 0, 'mail 07 no ann'))
    expect((await said(project)).slice(4).map(({ rowId }) => rowId)).toEqual([
      'mail 01',
      'mail 02',
      'mail 07',
    ])
    const { stdout: later } = await project.judge(['align', '--teach', 'all'])
    expect(later).toContain('left out    feedback on 2 samples')
    expect((await taught(project)).filter((line) => /mail 0[12]/.test(line))).toEqual([])
  })

  test('that is taken back takes its episode, and the guidelines that came of it alone', async () => {
    await using project = await copyOf(aligned)
    await give(project, 'mail 07 no ann')
    const line = (await said(project)).at(-1) as Feedback
    const { id: _, ...facts } = line
    const retraction = { ...facts, id: 'f-retraction', time: '2099-01-01T00:00:00.000Z', retracted: true }
    await project.write({ [log]: `${await project.read(log)}${JSON.stringify(retraction)}\n` })
    const { stdout } = await project.judge(['align', '--feedback', 'none'])
    expect(stdout).toContain('samples     0 new, 0 changed, 1 retracted, 4 as before')
    expect(await taught(project)).toEqual(byTruth)

    const all = (await said(project))
      .slice(0, 4)
      .map((given, index) => ({ ...given, id: `f-back-${index}`, retracted: true }))
    await project.write({
      [log]: `${await project.read(log)}${all.map((given) => `${JSON.stringify(given)}\n`).join('')}`,
    })
    const { stdout: gone } = await project.judge(['align', '--feedback', 'none'])
    expect(gone).toContain('samples     0 new, 0 changed, 4 retracted, 0 as before')
    expect(gone).toContain('guidelines  0 new, 1 dropped, 0 in all')
    expect(await taught(project)).toEqual([])
    const { exitCode, stderr } = await project.judge(['align', '--feedback', 'none'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  })

  test('of a person counts before the truth, the majority of people counts, and who is overruled is named', async () => {
    await using project = await copyOf(aligned)
    const { stdout } = await give(
      project,
      'mail 03 yes ann',
      'mail 03 no bob',
      'mail 03 yes cem',
      'mail 05 yes ann',
    )
    expect(stdout).toContain('samples     0 new, 2 changed, 0 retracted, 2 as before')
    expect(stdout).toContain('overruled   bob on mail 03 ("no")')
    expect(await taught(project)).toEqual(['mail 03 yes ann+cem', 'mail 05 yes ann', ...byTruth.slice(2)])
    await give(project, 'mail 03 no ann')
    expect((await taught(project))[0]).toBe('mail 03 no bob+ann')
    const { stdout: again } = await project.judge(['align'])
    expect(again).toContain('Nothing new: the memory stays as it is.')
  })

  test.runIf(process.env['LONG'])('made from a truth that is corrected later is superseded', async () => {
    await using project = await copyOf(aligned)
    await project.write({ 'evals/mail/rows.jsonl': mailRows({ 'mail 10': 'spam' }) })
    expect((await project.vitest(['run', 'evals'])).exitCode).toBe(0)
    const { stdout } = await project.judge(['align'])
    expect(stdout).toContain('written     1 line of feedback from the truth')
    expect(await taught(project)).toEqual([...byTruth.slice(0, 3), 'mail 10 yes truth'])
    const lines = (await said(project)).filter(({ rowId }) => rowId === 'mail 10')
    expect(lines.map(({ value, supersedes }) => [value, supersedes])).toEqual([
      ['no', undefined],
      ['yes', lines[0]?.id],
    ])
    expect((await project.judge(['align'])).stdout).toContain('Nothing new')
  })

  test.runIf(process.env['LONG'])(
    'on an answer that has since changed is not applied to the new one',
    async () => {
      await using project = await copyOf(aligned)
      await project.write({
        'evals/mail/mail.eval.ts': (await project.read('evals/mail/mail.eval.ts')).replace(
          "'spam' : 'ham'",
          "'spam' : 'legitimate'",
        ),
      })
      await project.vitest(['run', 'evals', '-u'])
      const { stdout } = await give(project, 'mail 13 no ann')
      expect(stdout).toContain('samples     1 new, 0 changed, 0 retracted, 4 as before')
      expect(await taught(project)).toEqual([...byTruth, 'mail 13 no ann'])
    },
  )
})
