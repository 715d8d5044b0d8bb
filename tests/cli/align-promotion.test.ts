import { describe, expect, test } from 'vitest'
import { completion, failure, startLoopback, type LoopbackHandler } from '../model/loopback.ts'
import {
  asked,
  classAnswer,
  classProject,
  classRow,
  classRows,
  judgedRows,
  recordsIn,
  said,
} from './align-support.ts'
import { purposeOf, type ChatBody } from './service.ts'

const rejectedFile = 'evals/memory/tone/rejected.json'

/** A judge that says no where its guidance has taught it anything, and yes where not. */
const taughtToSayNo: LoopbackHandler = (request) => {
  if (purposeOf(request) !== 'verdict') return classAnswer(request)
  const [system = '', user = ''] = (request.body as ChatBody).messages.map(({ content }) => content)
  const isTaught = system.includes('distilled from') || user.includes('<examples>')
  return completion(JSON.stringify({ result: isTaught ? 'no' : 'yes', rationale: 'By the rules.' }))
}

describe.concurrent('--promote', { timeout: 60_000 }, () => {
  test('if-not-worse says beforehand what it takes, compares on align rows alone, and installs what is better', async () => {
    await using server = await startLoopback(taughtToSayNo)
    const rows = judgedRows(40, () => 'no')
    await using project = await classProject(server.url, rows)
    await project.write({ 'people.jsonl': said(rows) })
    const { exitCode, stdout, stderr } = await project.align(
      '--feedback',
      'people.jsonl',
      '--promote',
      'if-not-worse',
    )
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const text = stdout.replaceAll(/\s+/g, ' ')
    expect(text).toMatch(
      /^tone: the candidate is compared with the plain judge on 40 align rows in 5 folds: about 40 judge calls, 5 distillations and 0 embedded texts, less what is recorded\./,
    )
    expect(text).toMatch(
      /promoted it is right at least as often: right on 100\.0 ?% of 40 align rows by cross-validation, the plain judge on 0\.0 ?% \(difference \+\d+\.\d to \+100\.0 points, 95 %\)/,
    )
    expect(asked(server.requests)).toEqual({ embedding: 1, texts: 40, guidelines: 6, verdict: 40 })
    const versions = Object.keys(await project.files('evals/memory/tone/versions')).filter((path) =>
      /[0-9a-f]{12}\.json$/.test(path),
    )
    expect(versions).toHaveLength(1)
    expect(JSON.parse(await project.read(versions[0] ?? ''))).toMatchObject({
      note: {
        promotion: {
          rule: 'if-not-worse',
          promoted: true,
          words: 'it is right at least as often',
          rows: 40,
          folds: 5,
          against: 'plain judge',
          candidateAccuracy: 1,
          presentAccuracy: 0,
        },
      },
    })
  })

  test('if-better rejects what is worse, keeps the memory as it was, and remembers it without asking again', async () => {
    await using server = await startLoopback(taughtToSayNo)
    const rows = judgedRows(40, () => 'yes')
    await using project = await classProject(server.url, rows)
    await project.write({ 'people.jsonl': said(rows) })
    const first = await project.align('--feedback', 'people.jsonl', '--promote', 'if-better')
    expect({ exitCode: first.exitCode, stderr: first.stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(first.stdout.replaceAll(/\s+/g, ' ')).toContain('rejected it is not right more often')
    expect(first.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Not promoted: the memory stays as it is. To install it all the same: --promote always',
    )
    expect(Object.keys(await project.files('evals/memory'))).toEqual([rejectedFile])

    const before = server.requests.length
    const second = await project.align('--feedback', 'none', '--promote', 'if-better')
    expect(second.exitCode).toBe(0)
    expect(second.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'as compared on 2026-11-25; nobody was asked again',
    )
    expect(server.requests.length).toBe(before)
    const json = await project.align('--feedback', 'none', '--promote', 'if-better', '--json')
    expect(JSON.parse(json.stdout)).toMatchObject([
      {
        changed: false,
        promotion: { rule: 'if-better', promoted: false, rejectedBefore: '2026-11-25T00:00:00.000Z' },
      },
    ])

    // What is taught anew makes another candidate.
    await project.write({ 'more.jsonl': said([classRow(3)], { rationale: 'Once more.' }) })
    await project.align('--feedback', 'more.jsonl', '--promote', 'if-better')
    expect(server.requests.length).toBeGreaterThan(before)
    expect(JSON.parse(await project.read(rejectedFile))).toMatchObject({
      schema: 'vitest-judge/rejected@1',
      rejected: [{ rule: 'if-better' }, { rule: 'if-better' }],
    })
    const always = await project.align('--feedback', 'none')
    expect(always.exitCode).toBe(0)
    expect((await project.memory()).episodes).toHaveLength(40)
  })

  test('says beforehand what a comparison with the present memory takes, text for text', async () => {
    await using server = await startLoopback(taughtToSayNo)
    const rows = judgedRows(70, () => 'no')
    await using project = await classProject(server.url, rows)
    await project.write({ 'people.jsonl': said(rows.slice(0, 60)), 'more.jsonl': said(rows.slice(60)) })
    await project.align('--feedback', 'people.jsonl')
    const before = server.requests.length
    const { stdout } = await project.align('--feedback', 'more.jsonl', '--promote', 'if-not-worse')
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'compared with the present memory on 70 align rows in 5 folds: about 140 judge calls, 15 distillations and 10 embedded texts,',
    )
    // Besides, the candidate itself takes one distillation, and 10 texts.
    expect(asked(server.requests.slice(before))).toEqual({
      embedding: 2,
      texts: 20,
      guidelines: 16,
      verdict: 140,
    })
  })

  test('remembers no candidate that lacks what could not be distilled', async () => {
    let isDown = true
    await using server = await startLoopback((request, number) =>
      isDown && purposeOf(request) === 'guidelines' && recordsIn(request).length === 10
        ? failure(401, 'no')
        : taughtToSayNo(request, number),
    )
    const rows = judgedRows(60, () => 'yes')
    await using project = await classProject(server.url, rows)
    await project.write({ 'people.jsonl': said(rows) })
    const promoting = ['--promote', 'if-better', '--allow-partial']
    const first = await project.align('--feedback', 'people.jsonl', ...promoting)
    expect([first.exitCode, first.stdout]).toEqual([3, expect.stringContaining('rejected')])
    expect(Object.keys(await project.files('evals/memory'))).toEqual([])
    isDown = false
    const second = await project.align('--feedback', 'none', ...promoting)
    expect([second.exitCode, second.stdout]).toEqual([0, expect.stringContaining('rejected')])
    expect(Object.keys(await project.files('evals/memory'))).toEqual([rejectedFile])
    const third = await project.align('--feedback', 'none', ...promoting)
    expect(third.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /the plain judge on \S+ ?%, as compared on 2026-11-25; nobody was asked again Not promoted: the memory stays/,
    )
  })

  test('never looks at what is known of held-out rows', async () => {
    const aligned = judgedRows(40, (number) => (number % 2 === 0 ? 'no' : 'yes'))
    const heldOut = (truth: string) =>
      classRows(101, 140).map((row) => ({
        ...row,
        split: 'heldout' as const,
        verdicts: judgedRows(1, () => truth)[0]?.verdicts ?? [],
      }))
    const ends = await Promise.all(
      ['yes', 'no'].map(async (truth) => {
        await using server = await startLoopback(taughtToSayNo)
        const rows = [...aligned, ...heldOut(truth)]
        await using project = await classProject(server.url, rows)
        await project.write({ 'people.jsonl': said(aligned) + said(heldOut(truth), { value: truth }) })
        const { stdout } = await project.align(
          '--feedback',
          'people.jsonl',
          '--promote',
          'if-better',
          '--json',
        )
        const [result] = JSON.parse(stdout) as { promotion: object }[]
        return { promotion: result?.promotion, asked: asked(server.requests) }
      }),
    )
    expect(ends[0]?.promotion).toMatchObject({ promoted: false, rows: 40 })
    expect(ends[0]?.asked).toEqual(ends[1]?.asked)
    const { candidate: _, ...figures } = (ends[0]?.promotion ?? {}) as { candidate?: string }
    expect(ends[1]?.promotion).toMatchObject(figures)
  })

  test('ends with 3 where nothing can be compared, and with nothing new asks nobody', async () => {
    await using server = await startLoopback(taughtToSayNo)
    const rows = judgedRows(4, () => 'no', { group: 'one' })
    await using project = await classProject(server.url, rows)
    await project.write({ 'people.jsonl': said(rows) })
    const refused = await project.align('--feedback', 'people.jsonl', '--promote', 'if-better')
    expect({ exitCode: refused.exitCode, stderr: refused.stderr }).toEqual({
      exitCode: 3,
      stderr:
        'error not-measured: The memory of tone could not be compared with the present one: 4 align rows have a known truth, in fewer than two groups. It stays as it was.\n' +
        '  → Give feedback on align rows of at least two groups, or install it without a comparison: --promote always.\n',
    })
    expect(Object.keys(await project.files('evals/memory'))).toEqual([])
    expect(server.requests).toEqual([])
    await project.align('--feedback', 'none')
    const before = server.requests.length
    const again = await project.align('--feedback', 'none', '--promote', 'if-better')
    expect(again.stdout).toContain('Nothing new: the memory stays as it is.')
    expect(server.requests.length).toBe(before)
  })

  test('lets all rows teach a first memory that has to show its worth at once, and mismatches later', async () => {
    await using server = await startLoopback(taughtToSayNo)
    const rows = judgedRows(40, (number) => (number % 4 === 0 ? 'yes' : 'no'))
    await using project = await classProject(server.url, rows)
    const written = async (...args: string[]) => {
      const { stdout } = await project.align('--json', '--dry-run', ...args)
      return (JSON.parse(stdout) as { feedback: { automatic: number } }[])[0]?.feedback.automatic
    }
    expect(await written('--promote', 'if-better')).toBe(40)
    const { stdout } = await project.align('--dry-run', '--promote', 'if-better')
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /^tone: all align rows with a known truth teach, not mismatches alone: a first memory has to show its worth at once; --teach mismatches keeps to these\./,
    )
    expect(await written('--promote', 'if-better', '--teach', 'mismatches')).toBe(30)
    expect(await written()).toBe(30)
    await project.align()
    expect(await written('--promote', 'if-better')).toBe(0)
  })

  test('of a dry run writes nothing', async () => {
    await using server = await startLoopback(taughtToSayNo)
    const rows = judgedRows(20, () => 'yes')
    await using project = await classProject(server.url, rows)
    await project.write({ 'people.jsonl': said(rows) })
    const { stdout } = await project.align(
      '--feedback',
      'people.jsonl',
      '--promote',
      'if-better',
      '--dry-run',
    )
    expect(stdout).toContain('rejected')
    expect(Object.keys(await project.files('evals'))).toEqual([])
  })
})
