import { beforeAll, describe, expect, test } from 'vitest'
import { mailFiles } from './mail.ts'
import { commandProject, copyOf, texts, type CommandProject } from './project.ts'
import { answerAt } from './terminal.ts'

const memory = 'evals/mail/memory/label_is_right/memory.json'
const vectors = 'evals/mail/memory/label_is_right/vectors.jsonl'
const log = 'evals/mail/feedback/label_is_right.jsonl'
const run = '.vitest-judge/latest.json'

let aligned: CommandProject

beforeAll(async () => {
  aligned = await commandProject(mailFiles)
  await aligned.vitest(['run', 'evals'])
  await aligned.judge(['align'])
  return () => aligned[Symbol.asyncDispose]()
}, 60_000)

const cut = (text: string) => text.slice(0, -200)
const flipped = (text: string) =>
  text.replace(/"vector":"(.)/, (_, first: string) => `"vector":"${first === 'A' ? 'B' : 'A'}`)

interface Damage {
  what: string
  path: string
  damage: (text: string) => string
  message: string
}

const damages: Damage[] = [
  {
    what: 'a memory that is cut off',
    path: memory,
    damage: cut,
    message: 'memory.json is damaged: it is not JSON',
  },
  {
    what: 'a memory of another schema',
    path: memory,
    damage: (text) => text.replace('memory@1', 'memory@2'),
    message: 'memory.json is damaged: at schema, Invalid input: expected "vitest-judge/memory@1".',
  },
  {
    what: 'an empty memory',
    path: memory,
    damage: () => '',
    message: 'memory.json is damaged: it is not JSON',
  },
  {
    what: 'a vector with another byte',
    path: vectors,
    damage: flipped,
    message: 'vectors.jsonl:2 is damaged: the checksum is ',
  },
  {
    what: 'vectors that are cut off',
    path: vectors,
    damage: cut,
    message: 'vectors.jsonl:5 is damaged: Unterminated string in JSON',
  },
]

const ofCommandsAlone: Damage[] = [
  {
    what: 'a feedback log with a broken line',
    path: log,
    damage: (text) => text.replace('\n', '\n{"id":\n'),
    message: 'label_is_right.jsonl:2 is damaged: it is not JSON',
  },
  {
    what: 'a run file that is cut off',
    path: run,
    damage: cut,
    message: 'latest.json is damaged: it is not JSON',
  },
]

describe.concurrent('a damaged file is named and left as it is', { timeout: 60_000 }, () => {
  test.each([...damages, ...ofCommandsAlone])('by align: $what', async ({ path, damage, message }) => {
    await using project = await copyOf(aligned)
    await project.write({ [path]: damage(await project.read(path)) })
    const before = texts(await project.files())
    const { exitCode, stdout, stderr } = await project.judge(['align'])
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' })
    expect(stderr).toMatch(/^error damaged-file: .*\n {2}→ .+\n$/)
    expect(stderr).toContain(message)
    expect(texts(await project.files())).toEqual(before)
  })

  test.each(ofCommandsAlone)('by feedback: $what', async ({ path, damage, message }) => {
    await using project = await copyOf(aligned)
    await project.write({ [path]: damage(await project.read(path)) })
    const { exitCode, stderr } = await answerAt(project.root, ['feedback', '--annotator', 'ann'], ['n', '\r'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: expect.stringContaining(message) as string })
    expect(await project.read(log)).toBe(
      path === log ? damage(await aligned.read(log)) : await aligned.read(log),
    )
  })

  // Each costs a run of Vitest: the long test run has them all.
  const judged = process.env['LONG']
    ? damages
    : damages.filter(({ what }) => /cut off|byte/.test(what)).slice(0, 2)
  test.each(judged)('by a run of the evaluation: $what', async ({ path, damage, message }) => {
    await using project = await copyOf(aligned)
    await project.write({ [path]: damage(await project.read(path)) })
    const before = texts(await project.files('evals'))
    const { exitCode, stderr, run } = await project.vitest(['run', 'evals'])
    expect(exitCode).toBe(3)
    expect(stderr.split(message)).toHaveLength(2)
    expect(run?.suites[0]?.rows.flatMap(({ verdicts }) => verdicts)).toEqual([])
    expect(texts(await project.files('evals'))).toEqual(before)
  })
})
