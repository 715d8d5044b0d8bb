import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Memory } from '../../src/contract/index.ts'
import { installMemory, memoryFingerprint, versionId } from '../../src/memory/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'
import { episode, guideline, memoryOf, tableOf } from '../memory/sample-memory.ts'
import { commandFolder } from './in-process.ts'

const folder = commandFolder()
const place = 'evals/mail/memory/pubmed'
const path = (name: string) => join(folder.root, place, name)

const two = [
  episode(1, 'first'),
  episode(2, 'second', {
    value: 'yes',
    rationale: 'It says what was done, and the label says the same of it.',
  }),
]
const first = memoryOf(two, {
  guidelines: [
    {
      ...guideline(
        'g1',
        'A sentence that says what was done belongs to the methods, whatever tense it is in or wherever it stands.',
      ),
      model: 'gpt-5',
      date: '2026-11-02T10:00:00.000Z',
    },
  ],
})
const second = memoryOf(
  [
    ...two.slice(1),
    { ...episode(1, 'first'), value: 'yes', rationale: 'Another reason.' },
    episode(3, 'third'),
  ],
  {
    k: 3,
    recall: { floor: 0.3, balance: true, diversity: 0.2 },
    guidelines: [
      {
        ...first.guidelines[0],
        id: 'g1',
        text: 'What was done belongs to the methods.',
      } as Memory['guidelines'][0],
      { ...guideline('g2', 'Never trust a label in capitals.'), origin: 'person', sources: [], pinned: true },
      { ...guideline('g3'), muted: true, concern: 'contradicts g2' },
    ],
  },
)

async function install(
  memory: Memory,
  time: string,
  note: Record<string, string | Record<string, string>>,
  at = place,
) {
  const table = tableOf(memory.episodes, memory.embedder)
  return installMemory(join(folder.root, at), memory, table, { time, note })
}

const memory = async (...flags: string[]) => {
  const end = await folder.command('memory', ...flags)
  expect(
    `${end.stdout}${end.stderr}`
      .split('\n')
      .filter((line) => line.length > 80 && !/^(error| {2}→)|^ +"/.test(line)),
  ).toEqual([])
  return end
}
const output = async (...flags: string[]) => {
  const { exitCode, stdout, stderr } = await memory(...flags)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return stdout
}

beforeEach(async () => {
  await rm(join(folder.root, 'evals'), { recursive: true, force: true })
  await rm(join(folder.root, '.vitest-judge'), { recursive: true, force: true })
  await install(first, '2026-11-02T10:00:00.000Z', { promotion: { rule: 'always' } })
  await install(second, '2026-11-03T10:30:00.000Z', {
    promotion: {
      rule: 'if-better',
      words: 'Better on 3 of 40 align rows and worse on none, so it was installed.',
    },
  })
})

describe('memory', () => {
  test('shows the only one whole: settings, examples in numbers, every guideline with where it comes from', async () => {
    expect(await output()).toMatchInlineSnapshot(`
      "pubmed evals/mail/memory/pubmed
        judge       offline; answers yes, no
        version     2509ec783500, number 2 of 2, of 2026-11-03
        examples    3 examples (yes 2, no 1); 3 per verdict, similarity of at least
                    0.3, every value, diversity 0.2
        vectors     3 vectors of 4 dimensions by offline-lexical
        guidelines  3 guidelines (1 by a person, 1 pinned, 1 muted, 1 to decide about)

        g1 distilled from 1 sample: r1, by gpt-5, on 2026-11-02
          What was done belongs to the methods.

        g2 by a person, pinned
          Never trust a label in capitals.

        g3 distilled from 1 sample: r1, muted, to decide about
          Judge the sentence alone.
          to decide: contradicts g2 ("Never trust a label in capitals.")
      "
    `)
    expect(await output('show')).toBe(await output())
  })

  test('lists several in a few lines each, and show then asks which', async () => {
    await install(memoryOf([]), '2026-11-04T10:00:00.000Z', {}, 'evals/other/memory/pubmed')
    await folder.write({ 'node_modules/x/memory/y/memory.json': '{"schema":"vitest-judge/memory@1"}' })
    expect(await output()).toMatchInlineSnapshot(`
      "pubmed evals/mail/memory/pubmed
        holds       3 guidelines (1 by a person, 1 pinned, 1 muted, 1 to decide
                    about); 3 examples (yes 2, no 1)
        version     2509ec783500, number 2 of 2, of 2026-11-03
      pubmed evals/other/memory/pubmed
        holds       0 guidelines; 0 examples
        version     f209e94ddc42, number 1 of 1, of 2026-11-04
      "
    `)
    expect(await memory('show')).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "error invalid-usage: There are several memories: evals/mail/memory/pubmed, evals/other/memory/pubmed; expected one.
        → Say which: --memory evals/mail/memory/pubmed.
      ",
        "stdout": "",
      }
    `)
    expect(await output('show', '--memory', `${place}/memory.json`)).toContain('g2 by a person, pinned')
    expect((await memory('show', '--judge', 'pubmed@aligned')).exitCode).toBe(2)
    expect((await memory('show', '--judge', 'nobody')).stderr).toContain(
      'error unknown-judge: The judge nobody has no memory here; those that have: pubmed.',
    )
    expect((await memory('versions', '--memory', 'evals')).stderr).toContain(
      'error missing-file: There is no memory in evals; expected the folder of one: evals/mail/memory/pubmed',
    )
  })

  test('says what the memory did on held-out rows of the latest run, and which version that was', async () => {
    const base = buildJudge('pubmed')
    const judgeOf = (fingerprint: string) =>
      buildJudge('pubmed@aligned', { memoryFolder: place, memory: fingerprint })
    const rows = Array.from({ length: 10 }, (_, at) =>
      buildRow(`row-${at}`, [
        buildVerdict('pubmed', at < 6 ? 'yes' : 'no', 'yes'),
        buildVerdict('pubmed@aligned', at < 9 ? 'yes' : 'no', 'yes'),
      ]),
    )
    const runOf = (fingerprint: string) => buildRun([buildSuite('Mails', [base, judgeOf(fingerprint)], rows)])
    await folder.writeRuns(runOf(memoryFingerprint(second)))
    expect(/ {2}held out[^]*?(?= {2}guidelines)/.exec(await output())?.[0]).toMatchInlineSnapshot(`
      "  held out    60.0 % without, 90.0 % with it: +30.0 points [-6.1, +60.3] on 10
                    rows of Mails
      "
    `)
    await folder.writeRuns(runOf(memoryFingerprint(first)))
    expect((await output()).replaceAll(/\s+/g, ' ')).toContain(
      `of Mails, with the version ${versionId(first)} guidelines`,
    )
  })

  test('prints JSON on request', async () => {
    const shown = JSON.parse(await output('--json')) as { examples: unknown; version: string }[]
    expect(shown[0]).toMatchObject({
      judge: 'pubmed',
      folder: place,
      version: versionId(second),
      isKept: true,
      versions: 2,
      vectors: 3,
      missing: [],
      examples: { total: 3, byValue: { no: 1, yes: 2 } },
    })
    expect(JSON.parse(await output('show', '--json'))).toEqual(shown[0])
  })

  test('without any memory says how to make one', async () => {
    await rm(join(folder.root, 'evals'), { recursive: true })
    for (const part of [[], ['show'], ['versions'], ['verify'], ['rebuild'], ['rollback', 'abc']])
      expect(await memory(...part)).toMatchObject({
        exitCode: 3,
        stderr: expect.stringContaining('error missing-file: There is no memory below this folder; '),
      })
  })
})

describe('memory versions', () => {
  test('lists what was installed, the last first, with what decided on it', async () => {
    expect(await output('versions')).toMatchInlineSnapshot(`
      "pubmed evals/mail/memory/pubmed
        2509ec783500    2  2026-11-03 10:30  3 guidelines, 3 examples  installed
                         Better on 3 of 40 align rows and worse on none, so it was
                         installed.
        1286b84c7cb3    1  2026-11-02 10:00  1 guideline, 2 examples
      "
    `)
    const list = JSON.parse(await output('versions', '--json')) as {
      present: string
      versions: { id: string }[]
    }
    expect(list.present).toBe(versionId(second))
    expect(list.versions.map(({ id }) => id)).toEqual([versionId(first), versionId(second)])
  })

  test('says that a person changed the memory since, and names versions that are damaged', async () => {
    await writeFile(
      path('memory.json'),
      (await readFile(path('memory.json'), 'utf8')).replace('Never trust', 'Do not trust'),
    )
    await writeFile(path(`versions/${versionId(first)}.json`), '{')
    const { exitCode, stdout } = await memory('versions')
    expect(exitCode).toBe(3)
    expect(stdout).toContain(`${versionId(first)} damaged: npx vitest-judge memory verify says how`)
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /The memory was changed by hand since \([0-9a-f]{12}\); the next align or rollback keeps it/,
    )
    expect((await output('show')).replaceAll(/\s+/g, ' ')).toContain(
      `changed by hand; the last that was installed is ${versionId(second)} of 2026-11-03`,
    )
  })

  test('does not take a memory for changed by hand whose own version is damaged', async () => {
    await writeFile(path(`versions/${versionId(second)}.json`), '{')
    const { stdout } = await memory('versions')
    expect(stdout).toContain(`${versionId(second)} damaged: npx vitest-judge memory verify says how`)
    expect(stdout).not.toContain('by hand')
    expect((await output('show')).replaceAll(/\s+/g, ' ')).toContain(
      `version ${versionId(second)}, whose file is damaged: npx vitest-judge memory verify says how`,
    )
  })
})

describe('memory diff', () => {
  test('tells by guideline and example what differs', async () => {
    const text = await output('diff', versionId(first).slice(0, 6), versionId(second))
    expect(text).toMatchInlineSnapshot(`
      "1286b84c7cb3 → 2509ec783500
      settings
        k: 5 → 3
        recall.balance: none → true
        recall.diversity: none → 0.2
        recall.floor: none → 0.3
      guidelines: 2 added, 0 removed, 1 changed, 0 as before
        + g2 (by a person)
            Never trust a label in capitals.
        + g3 (from s1)
            Judge the sentence alone.
        ~ g1: text
          - A sentence that says what was done belongs to the methods, whatever
              tense it is in or wherever it stands.
          + What was done belongs to the methods.
      examples: 1 added, 0 removed, 1 changed, 1 as before
        + r3 (s3) no: It states a method.
        ~ r1: rationale, value
          - no: It states a method.
          + yes: Another reason.
      "
    `)
    expect(await output('diff', versionId(second))).toContain('Nothing differs.')
    const back = await output('diff', versionId(second), versionId(first))
    expect(back).toContain('guidelines: 0 added, 2 removed, 1 changed, 0 as before')
  })

  test('prints JSON on request', async () => {
    const changes = JSON.parse(await output('diff', versionId(first), '--json')) as Record<string, unknown>
    expect(changes).toMatchObject({
      from: versionId(first),
      to: versionId(second),
      guidelines: { added: [{ id: 'g2' }, { id: 'g3' }], removed: [], same: 0 },
      episodes: {
        added: [{ sampleId: 's3' }],
        changed: [{ before: { value: 'no' }, after: { value: 'yes' } }],
        same: 1,
      },
      isReordered: false,
    })
  })

  test('of what is no version names those there are', async () => {
    const { exitCode, stderr } = await memory('diff', 'zzz')
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining(
        `error unknown-version: The memory pubmed has no version zzz; it has ${versionId(first)}, ${versionId(second)}.`,
      ),
    ])
  })
})

describe('memory rollback', () => {
  test('brings a version back byte for byte, keeps what it leaves, and says what it embedded', async () => {
    const present = await readFile(path('memory.json'), 'utf8')
    expect(await output('rollback', versionId(first))).toMatchInlineSnapshot(`
      "pubmed is at 1286b84c7cb3 again, number 1 of 2026-11-02: 1 guideline, 2
      examples.
      What it left is kept: npx vitest-judge memory rollback 2509ec783500 --memory
      evals/mail/memory/pubmed brings it back.
      The feedback log is as it was: the next align learns from it what this version
      does not hold. To forget feedback: npx vitest-judge unalign.
      "
    `)
    expect(await output('rollback', versionId(first))).toContain('already; nothing was written.')
    const back = JSON.parse(await output('rollback', versionId(second), '--json')) as Record<string, unknown>
    expect(back).toMatchObject({
      id: versionId(second),
      left: versionId(first),
      embedded: 1,
      outcome: 'written',
    })
    expect(await readFile(path('memory.json'), 'utf8')).toBe(present)
    expect(await output('verify')).toContain('vectors.jsonl intact      3 vectors')
  })

  test('refuses a damaged version by file and line, and writes nothing', async () => {
    const parts = await readFile(path('versions/parts.jsonl'), 'utf8')
    await writeFile(path('versions/parts.jsonl'), parts.replaceAll('It states', 'It stages'))
    const before = await readFile(path('memory.json'), 'utf8')
    const { exitCode, stderr } = await memory('rollback', versionId(first))
    expect(exitCode).toBe(3)
    expect(stderr).toMatch(
      /^error damaged-file: .*\/versions\/parts\.jsonl:\d is damaged: its content has the hash/,
    )
    expect(await readFile(path('memory.json'), 'utf8')).toBe(before)
  })

  test('works where memory.json is gone, and says which key it would need', async () => {
    await rm(path('memory.json'))
    expect((await memory('show')).stderr).toContain('holds versions and no memory.json')
    expect(await output('rollback', versionId(second))).toContain(`pubmed is at ${versionId(second)} again`)
    const embedder = { model: 'large', dimensions: 4, endpoint: 'https://api.openai.com/v1' }
    const { id } = await install(memoryOf(two, { embedder }), '2026-11-05T00:00:00.000Z', {})
    await output('rollback', versionId(second))
    const { exitCode, stderr } = await memory('rollback', id)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(
      'error no-model: 2 vectors of that version must be embedded again by large at https://api.openai.com/v1',
    )
  })
})

describe('memory verify', () => {
  test('finds all files intact', async () => {
    expect(await output('verify')).toMatchInlineSnapshot(`
      "pubmed evals/mail/memory/pubmed
        memory.json   intact      3 guidelines, 3 examples
        vectors.jsonl intact      3 vectors
        index.hnsw    intact      none is kept: it is made whenever the memory is
                                  opened
        versions      intact      2 versions, 8 parts
      "
    `)
  })

  test('names what is damaged, what is missing and what was edited, and ends with 3', async () => {
    await writeFile(
      path('memory.json'),
      (await readFile(path('memory.json'), 'utf8')).replace('Never trust', 'Do not trust'),
    )
    const vectors = (await readFile(path('vectors.jsonl'), 'utf8')).split('\n')
    await writeFile(path('vectors.jsonl'), [...vectors.slice(0, 3), ''].join('\n'))
    const incomplete = await memory('verify')
    expect(incomplete).toMatchInlineSnapshot(`
      {
        "exitCode": 3,
        "stderr": "",
        "stdout": "pubmed evals/mail/memory/pubmed
        memory.json   intact      3 guidelines, 3 examples; guidelines were edited by
                                  hand since it was written
        vectors.jsonl damaged     1 vector is missing: npx vitest-judge align embeds
                                  again what is missing
        versions      intact      2 versions, 8 parts
      Nothing damaged is used. Take it from git (git checkout), or, where memory.json
      itself is damaged, remove that file and bring a version back: npx vitest-judge
      memory rollback <id>.
      ",
      }
    `)
    await writeFile(path('vectors.jsonl'), vectors.join('\n').replace('"crc":"', '"crc":"0'))
    await writeFile(
      path('memory.json'),
      (await readFile(path('memory.json'), 'utf8')).replace('Another reason', 'Another season'),
    )
    await writeFile(
      path('versions/parts.jsonl'),
      `${await readFile(path('versions/parts.jsonl'), 'utf8')}torn`,
    )
    const { exitCode, stdout } = await memory('verify')
    expect(exitCode).toBe(3)
    expect(stdout.replace(/is [0-9a-f]{16}/, 'is ACTUAL')).toMatchInlineSnapshot(`
      "pubmed evals/mail/memory/pubmed
        memory.json   damaged     evals/mail/memory/pubmed/memory.json is damaged: the
                                  checksum of all but its guidelines is
                                  71bd565cce03ed96; expected f12f0ce37186d76b.
        vectors.jsonl damaged     evals/mail/memory/pubmed/vectors.jsonl:2 is damaged:
                                  at crc, expected 8 hexadecimal digits.
        versions      intact      2 versions, 8 parts
        versions      damaged     evals/mail/memory/pubmed/versions/parts.jsonl:10 is
                                  damaged: it is no part.
      Nothing damaged is used. Take it from git (git checkout), or, where memory.json
      itself is damaged, remove that file and bring a version back: npx vitest-judge
      memory rollback <id>.
      "
    `)
    const checks = JSON.parse((await memory('verify', '--json')).stdout) as { checks: { state: string }[] }[]
    expect(checks[0]?.checks.map(({ state }) => state)).toEqual(['damaged', 'damaged', 'intact', 'damaged'])
  })
})

describe('memory rebuild', () => {
  test('makes the index of a large memory anew, and keeps none of a small one', async () => {
    await writeFile(path('index.hnsw'), 'old')
    expect(await output('rebuild')).toContain(
      'the index of 3 vectors was made in 0.0 s and is not kept on disk',
    )
    await expect(readFile(path('index.hnsw'))).rejects.toMatchObject({ code: 'ENOENT' })
    const many = Array.from({ length: 2000 }, (_, at) => episode(at, `text ${at}`))
    await install(memoryOf(many), '2026-11-06T00:00:00.000Z', {})
    expect(JSON.parse(await output('rebuild', '--json'))).toMatchObject({
      vectors: 2000,
      engine: 'hnsw',
      isOnDisk: true,
    })
    const index = await readFile(path('index.hnsw'))
    expect(await output('verify')).toContain('index.hnsw    intact      2,000 vectors')
    await writeFile(path('index.hnsw'), index.subarray(1))
    expect(await output('verify')).toContain('index.hnsw    healed')
    expect(await readFile(path('index.hnsw'))).toEqual(index)
    await rm(path('index.hnsw'))
    await mkdir(path('index.hnsw'))
    const verified = await memory('verify')
    expect(verified).toMatchObject({ exitCode: 3, stderr: '' })
    expect(verified.stdout).toContain('index.hnsw    damaged')
    expect(await memory('rebuild')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(
        /^error damaged-file: .*index\.hnsw cannot be removed .*\n {2}→ Remove it by hand: rm -r .*index\.hnsw\.\n$/,
      ) as string,
    })
  })
})
