import { describe, expect, test } from 'vitest'
import { failure, startLoopback } from '../model/loopback.ts'
import {
  asked,
  classAnswer,
  classProject,
  classRow,
  classRows,
  logFile,
  recordsIn,
  said,
} from './align-support.ts'
import { purposeOf, type EmbeddingBody } from './service.ts'

describe.concurrent('aligning again', { timeout: 60_000 }, () => {
  test('10 new samples of 1,010 take 10 embeddings and one distillation call', async () => {
    await using server = await startLoopback(classAnswer)
    await using project = await classProject(server.url, classRows(1, 1000))
    await project.write({ 'people.jsonl': said(classRows(1, 1000)) })
    const first = await project.align('--feedback', 'people.jsonl')
    expect({ exitCode: first.exitCode, stderr: first.stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(asked(server.requests)).toEqual({ embedding: 5, texts: 1000, guidelines: 20 })

    const before = server.requests.length
    await project.judged(classRows(1, 1010))
    await project.write({ 'people.jsonl': said(classRows(1, 1010)) })
    const second = await project.align('--feedback', 'people.jsonl')
    expect(second.stdout).toContain('10 new, 0 changed, 0 retracted, 1000 as before')
    expect(asked(server.requests.slice(before))).toEqual({ embedding: 1, texts: 10, guidelines: 1 })
    expect((await project.memory()).episodes).toHaveLength(1010)

    const third = await project.align('--feedback', 'people.jsonl')
    expect(third.stdout).toContain('Nothing new: the memory stays as it is.')
    expect(server.requests.length - before).toBe(2)
  })

  test('a changed sample is not embedded, and only the guidelines that lean on it are distilled again', async () => {
    await using server = await startLoopback(classAnswer)
    await using project = await classProject(server.url, classRows(1, 120))
    await project.write({ 'people.jsonl': said(classRows(1, 120)) })
    await project.align('--feedback', 'people.jsonl')
    const { guidelines } = await project.memory()
    const before = server.requests.length
    await project.write({ 'again.jsonl': said([classRow(60)], { value: 'yes', rationale: 'Another view.' }) })
    const { exitCode, stdout } = await project.align('--feedback', 'again.jsonl')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('0 new, 1 changed, 0 retracted, 119 as before')
    expect(asked(server.requests.slice(before))).toEqual({ guidelines: 1 })
    const records = server.requests.slice(before).flatMap(recordsIn)
    expect(records.length).toBe(50)
    expect(records.filter(({ rationale }) => rationale === 'Another view.')).toHaveLength(1)
    const now = await project.memory()
    const { sampleId } = classRow(60)
    expect(now.episodes.find((episode) => episode.sampleId === sampleId)?.value).toBe('yes')
    const untouched = guidelines.filter(({ sources }) => !sources.includes(sampleId))
    expect(untouched).toHaveLength(2)
    expect(now.guidelines.filter(({ id }) => untouched.some((one) => one.id === id))).toEqual(untouched)
  })

  test('retracted feedback takes its sample out of the memory, and asks nobody', async () => {
    await using server = await startLoopback(classAnswer)
    await using project = await classProject(server.url, classRows(1, 20))
    await project.write({ 'people.jsonl': said(classRows(1, 20)) })
    await project.align('--feedback', 'people.jsonl')
    const before = server.requests.length
    const log = await project.read(logFile)
    const [line = '{}'] = log.split('\n')
    const taken = { ...(JSON.parse(line) as object), id: 'f-taken-back', retracted: true }
    await project.write({ [logFile]: `${log}${JSON.stringify(taken)}\n` })
    const { exitCode, stdout } = await project.align('--feedback', 'none')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('0 new, 0 changed, 1 retracted, 19 as before')
    const { episodes, guidelines } = await project.memory()
    expect([episodes.length, guidelines.map(({ sources }) => sources.length)]).toEqual([19, [19]])
    expect(server.requests.length).toBe(before)
  })

  test('changed instructions are said beforehand, and all is distilled again but nothing embedded', async () => {
    await using server = await startLoopback(classAnswer)
    await using project = await classProject(server.url, classRows(1, 60))
    await project.write({ 'people.jsonl': said(classRows(1, 60)) })
    await project.align('--feedback', 'people.jsonl')
    const before = server.requests.length
    await project.judged(classRows(1, 60), 'Is {{ outputs }} kind?')
    const { stdout } = await project.align('--feedback', 'none')
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'tone: the judge is told something else than when its memory was made: guidelines are distilled again from 60 samples, in about 2 calls; --no-redistil keeps those of the earlier instructions. tone evals/memory/tone',
    )
    expect(asked(server.requests.slice(before))).toEqual({ guidelines: 2 })
    await project.judged(classRows(1, 60), 'Is {{ outputs }} helpful?')
    await project.align('--feedback', 'none', '--no-redistil')
    expect(asked(server.requests.slice(before))).toEqual({ guidelines: 2 })
    expect((await project.memory()).judge.instructions).toBe('Is {{ outputs }} helpful?')
  })
})

describe.concurrent('what cannot be had', { timeout: 60_000 }, () => {
  test('a sample that the embedding service refuses is listed, the rest teaches, and the exit code is 3', async () => {
    const bad = classRow(7)
    await using server = await startLoopback((request) =>
      purposeOf(request) === 'embedding' &&
      (request.body as EmbeddingBody).input.some((text) => text.includes(String(bad.outputs)))
        ? failure(400, 'This text is too long.')
        : classAnswer(request),
    )
    await using project = await classProject(server.url, classRows(1, 30))
    await project.write({ 'people.jsonl': said(classRows(1, 30)) })
    const { exitCode, stdout, stderr } = await project.align('--feedback', 'people.jsonl')
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' })
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'left out 1 sample for which no answer was to be had, new again the next time: row 0007 (rejected: 400 This text is too long.)',
    )
    expect((await project.memory()).episodes).toHaveLength(29)
    const json = await project.align('--feedback', 'none', '--json')
    expect(json.exitCode).toBe(3)
    expect(JSON.parse(json.stdout)).toMatchObject([
      {
        changed: false,
        leftOut: [
          { rowId: 'row 0007', sampleId: bad.sampleId, reason: 'rejected: 400 This text is too long.' },
        ],
      },
    ])
  })

  test('a failed distillation writes nothing, unless --allow-partial says so: then the exit code is 3', async () => {
    let isDown = true
    const fast = { headers: { 'retry-after-ms': '1' } }
    await using server = await startLoopback((request) =>
      isDown &&
      purposeOf(request) === 'guidelines' &&
      recordsIn(request).some(({ rationale }) => rationale === said([classRow(60)]).split('"')[11])
        ? failure(500, 'down', fast)
        : classAnswer(request),
    )
    await using project = await classProject(server.url, classRows(1, 60))
    await project.write({ 'people.jsonl': said(classRows(1, 60)) })
    const failed = await project.align('--feedback', 'people.jsonl')
    expect({ exitCode: failed.exitCode, stderr: failed.stderr }).toEqual({
      exitCode: 3,
      stderr: expect.stringContaining('failed in 1 batch of 10 samples (provider-error: 500 down)') as string,
    })
    expect(Object.keys(await project.files('evals/memory'))).toEqual([])
    const partial = await project.align('--feedback', 'none', '--allow-partial')
    expect({ exitCode: partial.exitCode, stderr: partial.stderr }).toEqual({ exitCode: 3, stderr: '' })
    expect(partial.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'left out 10 samples for which no answer was to be had',
    )
    expect((await project.memory()).episodes).toHaveLength(50)
    isDown = false
    const mended = await project.align('--feedback', 'none')
    expect(mended.stdout).toContain('10 new, 0 changed, 0 retracted, 50 as before')
    expect([mended.exitCode, (await project.memory()).episodes.length]).toEqual([0, 60])
  })
})

describe.concurrent('another embedder', { timeout: 60_000 }, () => {
  test('is noticed: all is embedded again, said beforehand with the count, and never mixed', async () => {
    await using server = await startLoopback(classAnswer)
    await using project = await classProject(server.url, classRows(1, 40))
    await project.write({ 'people.jsonl': said(classRows(1, 30)), 'more.jsonl': said(classRows(31, 40)) })
    await project.align('--feedback', 'people.jsonl')
    const before = server.requests.length
    const { exitCode, stdout } = await project.align('--feedback', 'more.jsonl', '--embedding-model', 'newer')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(
      /^tone: 30 samples are embedded again with newer \(the memory was made with\nloopback-embedding\)\.\n/,
    )
    expect(asked(server.requests.slice(before))).toEqual({ embedding: 1, texts: 40, guidelines: 1 })
    expect((await project.memory()).embedder.model).toBe('newer')
    const headers = (await project.read('evals/memory/tone/vectors.jsonl')).match(/"model":"[^"]*"/g)
    expect(headers).toEqual(['"model":"newer"'])
    const again = await project.align('--feedback', 'none', '--embedding-model', 'newer')
    expect(again.stdout).toContain('Nothing new')
  })

  test('of the environment is named, and the memory goes on with its own', async () => {
    await using server = await startLoopback(classAnswer)
    await using project = await classProject(server.url, classRows(1, 12))
    await project.write({ 'people.jsonl': said(classRows(1, 10)), 'more.jsonl': said(classRows(11, 12)) })
    await project.align('--feedback', 'people.jsonl')
    const { stdout } = await project.judge(['align', '--feedback', 'more.jsonl'], {
      environment: { ...project.variables, VITEST_JUDGE_EMBEDDING_MODEL: 'newer' },
    })
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'tone: the memory goes on with loopback-embedding, though VITEST_JUDGE_EMBEDDING_MODEL is newer; to embed its 10 samples again: align --judge tone --embedding-model newer.',
    )
    expect((await project.memory()).embedder.model).toBe('loopback-embedding')
  })

  test('is asked for by name where the own one cannot be had', async () => {
    await using server = await startLoopback(classAnswer)
    await using project = await classProject(server.url, classRows(1, 12))
    await project.write({ 'people.jsonl': said(classRows(1, 10)), 'more.jsonl': said(classRows(11, 12)) })
    await project.align('--feedback', 'people.jsonl')
    const memory = await project.memory()
    const own = { ...memory.embedder, model: 'text-embedding-3-small', endpoint: 'https://api.openai.com/v1' }
    const vectors = await project.read('evals/memory/tone/vectors.jsonl')
    const [, ...lines] = vectors.split('\n')
    await project.write({
      'evals/memory/tone/memory.json': JSON.stringify({ ...memory, checksum: undefined, embedder: own }),
      'evals/memory/tone/vectors.jsonl': [
        JSON.stringify({ schema: 'vitest-judge/vectors@1', ...own }),
        ...lines,
      ].join('\n'),
    })
    const before = await project.files('evals/memory')
    const { exitCode, stderr } = await project.align('--feedback', 'more.jsonl')
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr:
        'error no-model: The memory of tone was made with text-embedding-3-small at https://api.openai.com/v1, for which there is no key; vectors of two embedders are never mixed.\n' +
        '  → Set OPENAI_API_KEY or VITEST_JUDGE_EMBEDDING_API_KEY; or embed its 10 samples again with another: npx vitest-judge align --judge tone --embedding-model loopback-embedding.\n',
    })
    expect(await project.files('evals/memory')).toEqual(before)
    const again = await project.align('--feedback', 'none', '--embedding-model', 'loopback-embedding')
    expect([again.exitCode, (await project.memory()).episodes.length]).toEqual([0, 12])
  })
})
