import { describe, expect, test } from 'vitest'
import type { RunRow } from '../../src/contract/index.ts'
import {
  install,
  key,
  mailRow,
  mailRows,
  mailRun,
  projectFolder,
  type Reviewed,
  reviewed,
  token,
} from './support.ts'

const ann = { judge: key, annotator: 'ann' }

async function ids({ get }: Reviewed, query: Record<string, string> = {}): Promise<string[]> {
  const { status, body } = await get('/api/queue', { ...ann, show: 'all', ...query })
  expect(status).toBe(200)
  return body.items.map(({ sampleId }) => sampleId)
}

async function give({ post }: Reviewed, sampleId: string, annotator: string, value: unknown) {
  return post('/api/feedback', { judge: key, sampleId, annotator, value, blind: false })
}

describe('the queue', () => {
  test('has the align samples with what the aligned form still gets wrong first, the unsure next', async () => {
    const server = await reviewed()
    const { body } = await server.get('/api/queue', { ...ann, show: 'all' })
    expect(body).toMatchObject({ labelled: 0, samples: 5 })
    expect(body.items.slice(0, 3)).toEqual([
      {
        sampleId: 's1',
        rowId: 'row 1',
        snippet: 'Mail number 1',
        reason: 'mismatch',
        verdict: 'yes',
        truth: 'no',
        others: 0,
      },
      {
        sampleId: 's2',
        rowId: 'row 2',
        snippet: 'Mail number 2',
        reason: 'mismatch',
        verdict: 'no',
        truth: 'no',
        others: 0,
      },
      {
        sampleId: 's3',
        rowId: 'row 3',
        snippet: 'Mail number 3',
        reason: 'uncertain',
        verdict: 'no',
        others: 0,
      },
    ])
    expect(
      body.items
        .slice(3)
        .map(({ sampleId, reason }) => `${sampleId} ${reason}`)
        .toSorted(),
    ).toEqual(['s4 sample', 's5 sample'])
    expect(await ids(server)).toEqual(body.items.map(({ sampleId }) => sampleId))
  })

  test('shows by what was said, by slice, by person, and by words in any case, and keeps its order', async () => {
    const server = await reviewed()
    await give(server, 's1', 'ann', 'no')
    await give(server, 's2', 'bob', 'no')
    await give(server, 's1', 'bob', 'yes')
    expect(await ids(server, { show: 'mismatches' })).toEqual(['s1', 's2'])
    expect(await ids(server, { show: 'uncertain' })).toEqual(['s3'])
    expect(await ids(server, { show: 'labelled' })).toEqual(['s1'])
    expect((await ids(server, { show: 'open' })).toSorted()).toEqual(['s2', 's3', 's4', 's5'])
    expect((await ids(server, { show: 'unlabelled' })).toSorted()).toEqual(['s3', 's4', 's5'])
    expect(await ids(server, { by: 'bob' })).toEqual(['s1', 's2'])
    expect(await ids(server, { show: 'open', by: 'bob' })).toEqual(['s2'])
    expect(await ids(server, { slice: 'short' })).toEqual(['s1', 's2'])
    expect(await ids(server, { slice: 'group=g1' })).toEqual(['s1'])
    expect(await ids(server, { slice: 'inputs.text=Mail number 4' })).toEqual(['s4'])
    expect(await ids(server, { slice: 'verdicts.0.value=yes' })).toEqual([])
    expect(await ids(server, { search: 'ärger  MIT' })).toEqual(['s5'])
    expect(await ids(server, { search: 'REPLY 4' })).toEqual(['s4'])
    expect(await ids(server, { search: 'row 3' })).toEqual(['s3'])
    expect(await ids(server, { search: 'aligned reason 2.' })).toEqual(['s2'])
    expect(await ids(server, { search: '"text"' })).toEqual([])
    const { body } = await server.get('/api/queue', { ...ann, show: 'labelled' })
    expect(body).toMatchObject({ labelled: 1, samples: 5, items: [{ mine: 'no', others: 1 }] })
  })

  test('takes repeats of a sample for one, and never shows a held-out one', async () => {
    const rows = [...mailRows, mailRow(4, { base: 'no', aligned: 'yes', truth: 'yes' }, { repeat: 1 })]
    const server = await reviewed(mailRun(rows))
    expect((await ids(server, { show: 'mismatches' })).toSorted()).toEqual(['s1', 's2', 's4'])
    const { body } = await server.get('/api/sample', { ...ann, sample: 's4' })
    expect(body.verdicts.map(({ judge, repeat, value }) => `${judge} ${repeat} ${String(value)}`)).toEqual([
      'polite 0 yes',
      'polite@aligned 0 yes',
      'polite 1 no',
      'polite@aligned 1 yes',
    ])
    expect(await server.get('/api/sample', { ...ann, sample: 's9' })).toMatchObject({
      status: 404,
      body: { message: `${key} has no align sample s9 in this run; held-out samples are not shown.` },
    })
    expect((await give(server, 's9', 'ann', 'no')).status).toBe(404)
    expect(await server.log()).toEqual([])
  })

  test('a query that does not fit is refused, naming the field', async () => {
    const server = await reviewed()
    for (const [query, field] of [
      [{ judge: key }, 'annotator'],
      [{ ...ann, show: 'everything' }, 'show'],
      [{ ...ann, annotator: 'two\nlines' }, 'annotator'],
      [{ ...ann, search: 'x'.repeat(501) }, 'search'],
      [{ ...ann, blind: 'maybe' }, 'blind'],
      [{ ...ann, path: '/etc' }, 'path'],
    ] as const) {
      const { status, body } = await server.get('/api/queue', query)
      expect({ field, status }).toEqual({ field, status: 400 })
      expect(body.message).toContain(field)
    }
    expect(await server.get('/api/queue', { ...ann, judge: 'rude' })).toMatchObject({
      status: 404,
      body: { code: 'unknown-judge', message: `The run has no judge "rude"; it has ${JSON.stringify(key)}.` },
    })
  })

  test.for(process.env['LONG'] ? [1000, 10_000] : [1000])(
    'of %i samples is right, compact and computed once',
    async (count) => {
      const long = 'about something long '.repeat(20)
      const rows = Array.from({ length: count }, (_, index): RunRow => {
        const truth = index % 3 === 0 ? ({ truth: 'no' } as const) : {}
        const aligned = index % 7 === 0 ? 'no' : 'yes'
        return mailRow(
          index,
          { base: 'yes', aligned, ...truth },
          { inputs: { text: `Mail ${index}: ${long}` } },
        )
      })
      const server = await reviewed(mailRun(rows))
      const numbers = rows.map((_, index) => index)
      const idsOf = (test: (index: number) => boolean) => numbers.filter(test).map((index) => `s${index}`)
      const wrong = await ids(server, { show: 'mismatches' })
      expect(wrong.toSorted()).toEqual(idsOf((index) => index % 3 === 0).toSorted())
      const stillWrong = idsOf((index) => index % 3 === 0 && index % 7 !== 0)
      expect(wrong.slice(0, stillWrong.length).toSorted()).toEqual(stillWrong.toSorted())
      expect((await ids(server, { show: 'uncertain' })).toSorted()).toEqual(
        idsOf((index) => index % 3 !== 0 && index % 7 === 0).toSorted(),
      )
      expect(await ids(server, { search: `MAIL ${count - 1}:  about` })).toEqual([`s${count - 1}`])
      const { running, send } = server
      const headers = { cookie: `vitest-judge-review-${running.port}=${token}` }
      const cpuMs: number[] = []
      for (let round = 0; round < 5; round++) {
        const before = process.cpuUsage()
        const { text } = await send(`/api/queue?${new URLSearchParams({ ...ann, show: 'all' })}`, { headers })
        const { user, system } = process.cpuUsage(before)
        cpuMs.push((user + system) / 1000)
        expect(text.length / count).toBeLessThan(270)
      }
      // At 10,000 some 40 ms on an idle machine, of server and client together; anew for each request it were 600.
      expect(Math.min(...cpuMs)).toBeLessThan(300)
    },
  )
})

describe('the session', () => {
  test('tells of each judge what the page needs', async () => {
    const root = await projectFolder()
    const fingerprint = await install(root)
    const { get } = await reviewed(mailRun(mailRows, fingerprint), { root })
    const { body } = await get('/api/session')
    expect({ ...body, project: 'project' }).toEqual({
      project: 'project',
      run: { id: 'run-1', time: '2026-11-23T12:00:00.000Z', offline: false, partial: [] },
      annotator: 'ann',
      blind: false,
      judges: [
        {
          key,
          name: 'polite',
          suite: 'Mail',
          valueType: { type: 'label', values: ['yes', 'no'] },
          keys: [
            { key: 'y', value: 'yes' },
            { key: 'n', value: 'no' },
          ],
          instructions: 'Is {{ outputs }} right?',
          hasMemory: true,
          samples: 5,
          slices: ['short'],
        },
      ],
    })
  })
})

test('suites of one name, and judges that share a log, are told apart and see the same labels', async () => {
  const run = mailRun()
  const [suite] = run.suites
  if (suite === undefined) throw new Error('no suite')
  const copies = ['evals/mail/other.eval.ts', 'evals/mail/other.eval.ts'].map((file) => ({
    ...suite,
    file,
    rows: [...suite.rows],
  }))
  const server = await reviewed({ ...run, suites: [suite, ...copies] })
  const keys = (await server.get('/api/session')).body.judges.map((judge) => judge.key)
  expect(keys).toEqual([key, `${key} (evals/mail/other.eval.ts)`, `${key} (evals/mail/other.eval.ts, 2)`])
  await give(server, 's1', 'ann', 'no')
  for (const judge of keys) {
    const { body } = await server.get('/api/standing', { judge, annotator: 'ann' })
    expect(body.labels).toEqual([{ sampleId: 's1', mine: 'no', others: 0 }])
  }
})

describe('blind', () => {
  const secrets =
    /aligned reason|base reason|"(?:reason|verdict|truth|agree|low|guidelines?)":(?!\[\])|SECRET-TONE|mismatch|bob's why|Taught/i

  test('neither verdict, truth, reason, agreement nor what others said leaves the server, whatever is asked', async () => {
    const root = await projectFolder()
    const fingerprint = await install(root)
    const server = await reviewed(mailRun(mailRows, fingerprint), { root, blind: true })
    for (const sampleId of ['s1', 's2', 's3']) {
      await server.post('/api/feedback', {
        judge: key,
        sampleId,
        annotator: 'bob',
        value: 'no',
        rationale: "bob's why",
        blind: false,
      })
    }
    const asked: [string, Record<string, string>][] = [
      ['/api/session', {}],
      ...['all', 'open', 'unlabelled', 'labelled'].map((show): [string, Record<string, string>] => [
        '/api/queue',
        { ...ann, show, blind: 'false' },
      ]),
      ['/api/queue', { ...ann, show: 'all', slice: 'expectations.tone=SECRET-TONE' }],
      ['/api/queue', { ...ann, show: 'all', search: 'reason' }],
      ...['s1', 's2', 's3', 's4', 's5'].map((sample): [string, Record<string, string>] => [
        '/api/sample',
        { ...ann, sample, blind: '0' },
      ]),
      ['/api/standing', { ...ann, blind: 'false' }],
    ]
    for (const [path, query] of asked) {
      const { status, body } = await server.get(path, query)
      expect({ path, query, status }).toEqual({ path, query, status: 200 })
      expect(JSON.stringify(body)).not.toMatch(secrets)
    }
    expect(await ids(server, { search: 'reason' })).toEqual([])
    expect(await ids(server, { slice: 'expectations.tone=SECRET-TONE' })).toEqual([])
    for (const query of [{ show: 'mismatches' }, { show: 'uncertain' }, { by: 'bob' }]) {
      const { status, body } = await server.get('/api/queue', { ...ann, ...query })
      expect({ status, message: body.message }).toMatchObject({
        status: 400,
        message: expect.stringContaining('Blind, the filter'),
      })
    }
    expect((await server.get('/api/memory', { judge: key })).status).toBe(403)
    expect((await server.get('/api/memory/diff', { judge: key, from: 'a', to: 'b' })).status).toBe(403)
    expect(
      (await server.post('/api/memory', { judge: key, fingerprint, kind: 'add', text: 'x' })).status,
    ).toBe(403)
    const stored = await server.post('/api/feedback', {
      judge: key,
      sampleId: 's4',
      annotator: 'ann',
      value: 'yes',
      blind: false,
    })
    expect(JSON.stringify(stored.body)).not.toMatch(secrets)
    const undone = { judge: key, sampleId: 's4', annotator: 'ann', blind: false }
    expect(JSON.stringify((await server.post('/api/undo', undone)).body)).not.toMatch(secrets)
    expect((await server.log()).map(({ blind, pickedBy }) => ({ blind, pickedBy }))).toEqual(
      Array.from({ length: 5 }, (_, index) => ({ blind: index < 4 ? true : undefined, pickedBy: undefined })),
    )
  })

  test('whoever is blind by choice is told of no agreement, by an answer and by its undoing', async () => {
    const server = await reviewed()
    const said = { judge: key, sampleId: 's1', annotator: 'ann' }
    await server.post('/api/feedback', { ...said, sampleId: 's2', value: 'no', blind: true })
    const answers = async (blind: boolean) => [
      await server.post('/api/feedback', { ...said, value: 'no', blind }),
      await server.post('/api/undo', { ...said, blind }),
    ]
    for (const { status, body } of await answers(true)) {
      expect(status).toBe(200)
      expect(body.standing.agreement).toEqual([])
      expect(JSON.stringify(body)).not.toMatch(secrets)
    }
    const [given, undone] = await answers(false)
    const labelsOf = (answer: typeof given) => answer?.body.standing.agreement.map(({ labels }) => labels)
    expect([labelsOf(given), labelsOf(undone)]).toEqual([
      [2, 2],
      [1, 1],
    ])
    expect(await server.post('/api/undo', said)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('The undo does not fit: at blind') },
    })
  })

  test('the order is another one than that of mismatches, and the same every time', async () => {
    const rows = Array.from({ length: 40 }, (_, index) =>
      mailRow(index, { base: 'yes', aligned: 'yes', truth: index < 20 ? 'no' : 'yes' }),
    )
    const server = await reviewed(mailRun(rows), { blind: true })
    const order = await ids(server)
    expect(order.toSorted()).toEqual(rows.map(({ sampleId }) => sampleId).toSorted())
    const wrongEarly = order.slice(0, 20).filter((id) => Number(id.slice(1)) < 20).length
    expect(wrongEarly).toBeGreaterThan(4)
    expect(wrongEarly).toBeLessThan(16)
    expect(await ids(server)).toEqual(order)
  })

  test('a page that asks blind on a server that is not gets the same as a blind server gives', async () => {
    const [open, blind] = [await reviewed(), await reviewed(mailRun(), { blind: true })]
    for (const [path, query] of [
      ['/api/queue', { ...ann, show: 'all' }],
      ['/api/sample', { ...ann, sample: 's3' }],
    ] as const) {
      const asked = await open.get(path, { ...query, blind: 'true' })
      expect(asked).toEqual(await blind.get(path, query))
    }
  })

  test('a judge that is shown the expectations has them shown blind, too', async () => {
    const run = mailRun()
    for (const { definition } of run.suites[0]?.judges ?? [])
      definition.instructions = 'Is {{ outputs }} as {{ expectations }}?'
    const { get } = await reviewed(run, { blind: true })
    expect((await get('/api/sample', { ...ann, sample: 's3' })).body.expectations).toEqual({
      tone: 'SECRET-TONE',
    })
  })
})

test('live agreement counts the samples that people labelled, with the interval of Wilson', async () => {
  const server = await reviewed()
  await give(server, 's1', 'ann', 'no')
  await give(server, 's2', 'ann', 'no')
  await give(server, 's4', 'bob', 'yes')
  const { body } = await server.get('/api/standing', ann)
  expect(body).toMatchObject({
    labelled: 2,
    people: [
      { name: 'ann', labels: 2 },
      { name: 'bob', labels: 1 },
    ],
    labels: [
      { sampleId: 's1', mine: 'no', others: 0 },
      { sampleId: 's2', mine: 'no', others: 0 },
      { sampleId: 's4', others: 1 },
    ],
  })
  // Wilson's interval of 1 of 3 and 2 of 3, by hand.
  expect(
    body.agreement.map(({ judge, agree, labels, low, high }) => [
      judge,
      agree,
      labels,
      low.toFixed(4),
      high.toFixed(4),
    ]),
  ).toEqual([
    ['polite', 1, 3, '0.0615', '0.7923'],
    ['polite@aligned', 2, 3, '0.2077', '0.9385'],
  ])
  expect((await server.get('/api/standing', { ...ann, since: body.revision })).status).toBe(204)
})
