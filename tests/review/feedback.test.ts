import { appendFile, mkdir, readFile, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { appendFeedback, standingFeedback } from '../../src/feedback/index.ts'
import type { ReviewSample } from '../../src/review/api.ts'
import {
  key,
  logPath,
  mailRow,
  mailRun,
  projectFolder,
  type Reviewed,
  reviewed,
  writeFileIn,
} from './support.ts'

const ann = { judge: key, annotator: 'ann' }

async function give({ post }: Reviewed, sampleId: string, value: unknown, more: object = {}) {
  return post('/api/feedback', { ...ann, sampleId, value, blind: false, ...more })
}

async function undo({ post }: Reviewed, sampleId: string, annotator = 'ann') {
  return post('/api/undo', { judge: key, sampleId, annotator, blind: false })
}

test('an answer is on disk before it is answered, with how its sample was picked', async () => {
  const server = await reviewed()
  const { status, body } = await give(server, 's1', 'NO ', { rationale: '  <script>alert(1)</script> ' })
  const lines = await server.log()
  expect(status).toBe(200)
  expect(lines).toEqual([
    {
      id: lines[0]?.id,
      sampleId: 's1',
      rowId: 'row 1',
      judge: 'polite',
      value: 'no',
      rationale: '<script>alert(1)</script>',
      source: { type: 'HUMAN', name: 'ann' },
      time: '2026-11-25T00:00:00.000Z',
      pickedBy: 'verdict',
    },
  ])
  expect(body).toMatchObject({
    sampleId: 's1',
    mine: { id: lines[0]?.id, value: 'no', rationale: '<script>alert(1)</script>' },
    standing: { labelled: 1, labels: [{ sampleId: 's1', mine: 'no', others: 0 }] },
  })
  await give(server, 's3', 'yes', { blind: true })
  await give(server, 's3', 'no')
  expect((await server.log()).slice(1).map(({ pickedBy, blind }) => ({ pickedBy, blind }))).toEqual([
    { pickedBy: undefined, blind: true },
    { pickedBy: 'hard', blind: undefined },
  ])
  expect(server.running.stored()).toEqual([{ annotator: 'ann', answers: 3, takenBack: 0 }])
})

test('what the disk refuses is told as such, counted by nobody, and stored when it is sent again', async () => {
  const server = await reviewed()
  const way = join(server.root, dirname(logPath))
  await mkdir(dirname(way), { recursive: true })
  // A link that leads nowhere: there is no log to be read, and no folder to be made.
  await symlink(join(server.root, 'gone/far'), way)
  const refused = await give(server, 's1', 'no', { rationale: 'Curt.' })
  expect(refused).toMatchObject({
    status: 500,
    body: {
      code: 'cannot-write',
      message: expect.stringMatching(
        /^evals\/mail\/feedback\/polite\.jsonl could not be written: /,
      ) as string,
      hint: 'Check the permissions of the file and its folder, then do it again.',
    },
  })
  expect(JSON.stringify(refused.body)).not.toContain(server.root)
  expect([server.running.stored(), server.running.answered()]).toEqual([[], []])
  await rm(way)
  expect((await give(server, 's1', 'no', { rationale: 'Curt.' })).status).toBe(200)
  expect(await server.log()).toMatchObject([{ sampleId: 's1', rationale: 'Curt.' }])
  expect(server.running.answered()).toEqual(['polite'])
})

test('said twice in the same words, as when an answer was lost, it is stored once', async () => {
  const server = await reviewed()
  for (const more of [{}, {}, { rationale: '' }, { rationale: 'Rude.' }, { rationale: 'Rude.' }]) {
    expect((await give(server, 's1', 'no', more)).status).toBe(200)
  }
  expect((await server.log()).map(({ rationale }) => rationale)).toEqual([undefined, 'Rude.'])
})

test('undo brings back what was said before, twice, and then there is nothing to take back', async () => {
  const server = await reviewed()
  await give(server, 's1', 'yes', { rationale: 'Kind.' })
  await give(server, 's1', 'no')
  const once = await undo(server, 's1')
  expect(once.body.mine).toMatchObject({ value: 'yes', rationale: 'Kind.' })
  const twice = await undo(server, 's1')
  expect([twice.status, twice.body.mine, twice.body.standing.labels]).toEqual([200, undefined, []])
  const third = await undo(server, 's1')
  expect([third.status, third.body.message]).toEqual([
    409,
    'ann has no feedback on this sample to take back.',
  ])
  expect((await undo(server, 's1', 'bob')).status).toBe(409)
  expect(standingFeedback(await server.log())).toEqual([])
  expect(await server.log()).toHaveLength(4)
  expect(server.running.stored()).toEqual([{ annotator: 'ann', answers: 2, takenBack: 2 }])
  await give(server, 's1', 'no')
  expect(standingFeedback(await server.log()).map(({ value }) => value)).toEqual(['no'])
})

test('a value that the judge cannot give is refused in words, and nothing is stored', async () => {
  const server = await reviewed()
  for (const value of ['maybe', 1, true, '']) {
    const { status, body } = await give(server, 's1', value)
    expect({ status, body }).toMatchObject({
      status: 400,
      body: {
        code: 'invalid-feedback',
        message: `${JSON.stringify(value)} is no value of polite; expected one of "yes", "no".`,
      },
    })
  }
  for (const more of [
    { value: null },
    { value: ['no'] },
    { annotator: ' ' },
    { extra: 1 },
    { blind: 'no' },
    { rationale: 'x'.repeat(20_001) },
  ]) {
    expect((await give(server, 's1', 'no', more)).status).toBe(400)
  }
  expect(await server.log()).toEqual([])
})

test('numbers are taken as numbers, and only those in range', async () => {
  const run = mailRun([mailRow(1, { base: 3, aligned: 4, truth: 4 })])
  for (const { definition } of run.suites[0]?.judges ?? [])
    definition.valueType = { type: 'number', min: 1, max: 5, integer: true }
  const server = await reviewed(run)
  expect((await give(server, 's1', '4')).body.mine?.value).toBe(4)
  for (const value of [0, 6, 2.5, 'four']) expect((await give(server, 's1', value)).status).toBe(400)
  const { body } = await server.get('/api/standing', ann)
  expect(body.agreement.map(({ judge, agree, labels }) => `${judge} ${agree}/${labels}`)).toEqual([
    'polite 0/1',
    'polite@aligned 1/1',
  ])
})

test("script in a row's text or a comment comes back as data, as JSON alone", async () => {
  const server = await reviewed()
  const text = '</script><img src=x onerror=alert(1)>'
  await give(server, 's5', 'no', { rationale: text, annotator: '<b>eve</b>' })
  const { running, send } = server
  const headers = { cookie: `vitest-judge-review-${running.port}=a-token-that-tests-know` }
  const answer = await send(`/api/sample?${new URLSearchParams({ ...ann, sample: 's5' })}`, { headers })
  expect(answer.headers['content-type']).toBe('application/json')
  const sample = JSON.parse(answer.text) as ReviewSample
  expect(sample.inputs).toEqual({ text: 'ÄRGER mit <script>alert(1)</script>' })
  expect(sample.feedback).toMatchObject([{ rationale: text, source: { name: '<b>eve</b>' } }])
})

test('a torn log is named with its line, nothing is stored, and mended it serves again', async () => {
  const server = await reviewed()
  await give(server, 's1', 'no')
  const whole = await readFile(join(server.root, logPath), 'utf8')
  await appendFile(join(server.root, logPath), '{"id":"f-2","sampleId"')
  for (const answer of [
    await give(server, 's2', 'no'),
    await undo(server, 's1'),
    await server.get('/api/queue', ann),
    await server.get('/api/standing', ann),
  ]) {
    expect(answer).toMatchObject({ status: 500, body: { code: 'damaged-file' } })
    expect(JSON.stringify(answer.body)).toContain(`${logPath}:2 is damaged: it is not JSON`)
    expect(JSON.stringify(answer.body)).not.toContain(server.root)
  }
  await writeFileIn(server.root, logPath, whole)
  expect((await give(server, 's2', 'no')).status).toBe(200)
  expect(await server.log()).toHaveLength(2)
  await appendFile(join(server.root, logPath), 'no line\n')
  await expect(reviewed(mailRun(), { root: server.root })).rejects.toMatchObject({ code: 'damaged-file' })
})

test('two servers, two people and the terminal at the same time lose nothing and see each other', async () => {
  const root = await projectFolder()
  const rows = Array.from({ length: 70 }, (_, index) =>
    mailRow(index, { base: 'yes', aligned: 'no', truth: 'no' }),
  )
  const [first, second] = [await reviewed(mailRun(rows), { root }), await reviewed(mailRun(rows), { root })]
  const path = join(root, logPath)
  const terminal = async (index: number) =>
    appendFeedback(path, [
      {
        sampleId: `s${index}`,
        rowId: `row ${index}`,
        judge: 'polite',
        value: 'yes',
        source: { type: 'HUMAN', name: 'cy' },
        time: new Date(Date.UTC(2026, 10, 26) + index).toISOString(),
      },
    ])
  await Promise.all(
    rows.map(async (_, index) => {
      const [one, two] = await Promise.all([
        give(first, `s${index}`, 'no', { annotator: 'ann' }),
        give(second, `s${index}`, 'yes', { annotator: 'bob', rationale: `why ${index}` }),
        terminal(index),
      ])
      expect([one.status, two.status]).toEqual([200, 200])
    }),
  )
  expect(standingFeedback(await first.log())).toHaveLength(210)
  for (const server of [first, second]) {
    const { body } = await server.get('/api/standing', ann)
    expect(body.people).toEqual([
      { name: 'ann', labels: 70 },
      { name: 'bob', labels: 70 },
      { name: 'cy', labels: 70 },
    ])
    expect(body.labels.every(({ mine, others }) => mine === 'no' && others === 2)).toBe(true)
  }
  await Promise.all(rows.map((_, index) => undo(second, `s${index}`, index % 2 === 0 ? 'ann' : 'bob')))
  const { body } = await first.get('/api/standing', ann)
  expect(body.people.map(({ labels }) => labels)).toEqual([35, 35, 70])
})

test("what another wrote is seen at the next look, and a person's name is a name alone", async () => {
  const server = await reviewed()
  const before = await server.get('/api/standing', ann)
  expect(before.body).toMatchObject({ labelled: 0, people: [], labels: [], agreement: [] })
  await give(server, 's1', 'no', { annotator: ' bob ' })
  const after = await server.get('/api/standing', { ...ann, since: before.body.revision })
  expect(after.body.people).toEqual([{ name: 'bob', labels: 1 }])
  await writeFileIn(server.root, logPath, '')
  const removed = await server.get('/api/queue', { ...ann, show: 'unlabelled' })
  expect(removed.body.items).toHaveLength(5)
})

test('labels of held-out samples in the log are neither told of nor counted', async () => {
  const root = await projectFolder()
  await appendFeedback(join(root, logPath), [
    {
      sampleId: 's9',
      rowId: 'row 9',
      judge: 'polite',
      value: 'no',
      source: { type: 'HUMAN', name: 'ann' },
      time: '2026-11-24T00:00:00Z',
      weight: 2,
      pickedBy: 'random',
    },
  ])
  const server = await reviewed(mailRun(), { root })
  expect((await server.get('/api/standing', ann)).body).toMatchObject({
    labelled: 0,
    people: [],
    labels: [],
    agreement: [],
  })
})
