import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { findTargets } from '../../src/cli/targets.ts'
import { keysFor } from '../../src/cli/value-keys.ts'
import type { Feedback, JudgeValue, Memory, Run, RunRow, RunVerdict } from '../../src/contract/index.ts'
import { installMemory } from '../../src/memory/index.ts'
import type {
  MemoryDiff,
  ReviewError,
  ReviewMemory,
  ReviewQueue,
  ReviewSample,
  ReviewSession,
  ReviewStanding,
  StoredFeedback,
} from '../../src/review/api.ts'
import { type ReviewOptions, type RunningReview, startReview } from '../../src/review/index.ts'
import { buildJudge, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'
import { episode, memoryOf, tableOf } from '../memory/sample-memory.ts'

/** The token of every server in tests. */
export const token = 'a-token-that-tests-know'

/** The key of the one judge of `mailRun`. */
export const key = 'Mail > polite'

/** Where its feedback lies in the project. */
export const logPath = 'evals/mail/feedback/polite.jsonl'

/** An answer of the server. */
export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** What any route may answer with; each has the fields of its own. */
export type Body = ReviewSession &
  ReviewQueue &
  ReviewSample &
  StoredFeedback &
  ReviewStanding &
  ReviewMemory &
  MemoryDiff &
  ReviewError

/** A server on a project in a temporary folder, and one who is let in. */
export interface Reviewed {
  root: string
  running: RunningReview
  /** Sends exactly this, with no header of its own but `Host`. */
  send: (
    path: string,
    how?: { method?: string; headers?: Record<string, string>; body?: string },
  ) => Promise<Answer>
  /** As the page does: with the cookie, the origin, and JSON. */
  get: (path: string, query?: Record<string, string>) => Promise<{ status: number; body: Body }>
  post: (path: string, body: unknown) => Promise<{ status: number; body: Body }>
  /** The log's lines. */
  log: () => Promise<Feedback[]>
}

/** A row with an outcome of both forms of the judge `polite`. */
export function mailRow(
  number: number,
  said: { base?: JudgeValue | undefined; aligned?: JudgeValue | undefined; truth?: JudgeValue },
  rest: Partial<RunRow> = {},
): RunRow {
  const verdicts: RunVerdict[] = [
    buildVerdict('polite', said.base, said.truth, { rationale: `Base reason ${number}.` }),
    buildVerdict('polite@aligned', said.aligned, said.truth, { rationale: `Aligned reason ${number}.` }),
  ]
  return {
    id: `row ${number}`,
    sampleId: `s${number}`,
    split: 'align',
    tags: [],
    repeat: 0,
    inputs: { text: `Mail number ${number}` },
    outputs: { reply: `Reply ${number}` },
    verdicts,
    ...rest,
  }
}

/**
 * Rows of each kind: `s1` a mismatch of both forms, `s2` of the base alone, `s3` uncertain (the forms differ, no truth),
 * `s4` right, `s5` without truth; `s9` is held out.
 */
export const mailRows: readonly RunRow[] = [
  mailRow(1, { base: 'yes', aligned: 'yes', truth: 'no' }, { tags: ['short'], group: 'g1' }),
  mailRow(2, { base: 'yes', aligned: 'no', truth: 'no' }, { tags: ['short'] }),
  mailRow(3, { base: 'yes', aligned: 'no' }, { expectations: { tone: 'SECRET-TONE' } }),
  mailRow(4, { base: 'yes', aligned: 'yes', truth: 'yes' }),
  mailRow(5, { base: 'no', aligned: 'no' }, { inputs: { text: 'ÄRGER mit <script>alert(1)</script>' } }),
  mailRow(9, { base: 'yes', aligned: 'yes', truth: 'no' }, { split: 'heldout' }),
]

/** A run of one suite in `evals/mail`, whose judge has a memory. */
export function mailRun(rows: readonly RunRow[] = mailRows, memory?: string): Run {
  const folder = { memoryFolder: 'evals/mail/memory/polite' }
  const judges = [
    buildJudge('polite'),
    buildJudge('polite@aligned', { ...folder, memory: memory ?? 'm'.repeat(16) }),
  ]
  const suite = buildSuite('Mail', judges, [...rows], { file: 'evals/mail/mail.eval.ts' })
  return buildRun([suite])
}

/** A memory of three examples and two guidelines, of which one leans on two of them. */
export const mailMemory: Memory = memoryOf(
  [1, 2, 4].map((number) =>
    episode(number, `Mail number ${number}`, {
      rowId: `row ${number}`,
      outputs: { reply: `Reply ${number}` },
      value: number === 4 ? 'yes' : 'no',
      rationale: `Taught ${number}.`,
    }),
  ),
  {
    guidelines: [
      {
        id: 'g-1',
        text: 'A greeting is polite.',
        origin: 'distilled',
        sources: ['s1', 's2', 's77'],
        pinned: false,
        muted: false,
      },
      {
        id: 'g-2',
        text: 'Ignore the length.',
        origin: 'distilled',
        sources: ['s4'],
        pinned: false,
        muted: true,
        concern: 'contradicts g-1',
      },
    ],
  },
)

/** A folder for a project, which the test removes. */
export async function projectFolder(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'vitest-judge-review-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  return root
}

/** Installs a memory in the project and gives its fingerprint. */
export async function install(root: string, memory: Memory = mailMemory, time = '2026-11-20T09:00:00.000Z') {
  const folder = join(root, 'evals/mail/memory/polite')
  await installMemory(folder, memory, tableOf(memory.episodes), { time })
  const text = await readFile(join(folder, 'memory.json'), 'utf8')
  return (JSON.parse(text) as Memory).fingerprint
}

/** Starts a server on a run, in a folder of its own unless one is given. */
export async function reviewed(
  run: Run = mailRun(),
  options: Partial<ReviewOptions> & { root?: string } = {},
): Promise<Reviewed> {
  const root = options.root ?? (await projectFolder())
  const pageFolder = join(root, 'page')
  await mkdir(pageFolder, { recursive: true })
  await writeFile(join(pageFolder, 'page.js'), 'export {}\n')
  await writeFile(join(pageFolder, 'page.css'), 'body { margin: 0 }\n')
  let milliseconds = Date.UTC(2026, 10, 25)
  const running = await startReview({
    root,
    run,
    annotator: 'ann',
    blind: false,
    keysOf: keysFor,
    targets: findTargets(root, run, undefined, { orAll: true }),
    token,
    clock: () => milliseconds++,
    pageFolder,
    failed: (error) => {
      throw error
    },
    ...options,
  })
  onTestFinished(() => running.close())
  return client(root, running)
}

function client(root: string, running: RunningReview): Reviewed {
  const { port } = running
  const own = { cookie: `vitest-judge-review-${port}=${token}` }
  const send: Reviewed['send'] = (path, { method = 'GET', headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const asked = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(parts).toString('utf8'),
          }),
        )
      })
      asked.on('error', reject)
      asked.end(body)
    })
  const parsed = ({ status, text }: Answer) => ({
    status,
    body: (text === '' ? undefined : JSON.parse(text)) as Body,
  })
  return {
    root,
    running,
    send,
    get: async (path, query = {}) =>
      parsed(await send(`${path}?${new URLSearchParams(query)}`, { headers: own })),
    post: async (path, body) =>
      parsed(
        await send(path, {
          method: 'POST',
          headers: {
            ...own,
            origin: `http://127.0.0.1:${port}`,
            'sec-fetch-site': 'same-origin',
            'content-type': 'application/json',
          },
          body: JSON.stringify(body),
        }),
      ),
    log: async () => {
      const text = await readFile(join(root, logPath), 'utf8').catch(() => '')
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Feedback)
    },
  }
}

/** Writes a file of a project. */
export async function writeFileIn(root: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
}
