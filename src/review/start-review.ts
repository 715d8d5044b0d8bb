import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { VitestJudgeError } from '../contract/index.ts'
import type { Clock } from '../io/index.ts'
import { reviewApp } from './app.ts'
import { readPageFiles } from './page-files.ts'
import { reviewedJudges, type ReviewTarget } from './reviewed-judge.ts'
import type { SessionFacts } from './session.ts'

/** How long a request that is being answered may go on once the server is told to end. */
const graceMs = 2000

/** What a server of `review` is started with. */
export interface ReviewOptions extends SessionFacts {
  targets: readonly ReviewTarget[]
  /** What lets people in; as hard to guess as 32 random bytes. */
  token: string
  /** Default a free one. */
  port?: number | undefined
  clock: Clock
  /** The folder that holds `page.js` and `page.css`; default that of the package. */
  pageFolder?: string | undefined
  /** Told of each fault that is not ours to explain, which the page is not told of. */
  failed: (error: unknown) => void
}

/** How many answers of a person were stored, and how often they took one back. */
export interface StoredCount {
  annotator: string
  answers: number
  takenBack: number
}

/** A server of `review` that listens. */
export interface RunningReview {
  /** With the token. */
  address: string
  port: number
  /** How many align samples there are to look at, of all judges and suites. */
  samples: number
  /** What each person has had stored by this server, by name in order. */
  stored(): StoredCount[]
  /** The judges that were given feedback on by this server, by name in order. */
  answered(): string[]
  /** Ends it, once what is being answered is answered. */
  close(): Promise<void>
}

/**
 * Starts the server on 127.0.0.1. It serves the align rows of the run, never the held-out ones.
 *
 * @throws VitestJudgeError `missing-file` where the page is not built, `no-rows` where the run has no align rows,
 *   `damaged-file` for a damaged log, naming the line, `invalid-usage` where the port is taken
 */
export async function startReview(options: ReviewOptions): Promise<RunningReview> {
  const { root, run, annotator, blind, keysOf, targets, token, clock, failed } = options
  const page = await readPageFiles(options.pageFolder)
  const judges = await reviewedJudges(run, targets)
  const samples = judges.reduce((sum, judge) => sum + judge.samples.size, 0)
  if (samples === 0) throw noSamples(run.id)
  for (const { log } of judges) await log.read()
  const stored = new Map<string, StoredCount>()
  const answered = new Set<string>()
  let port = 0
  const app = reviewApp({
    facts: { root, run, annotator, blind, keysOf },
    judges,
    page,
    token,
    portOf: () => port,
    clock,
    stored: (name, what, judge) => {
      if (what === 'answers') answered.add(judge)
      const count = stored.get(name) ?? { annotator: name, answers: 0, takenBack: 0 }
      stored.set(name, { ...count, [what]: count[what] + 1 })
    },
    failed,
  })
  const server = createAdaptorServer({ fetch: app.fetch })
  port = await listening(server, options.port ?? 0)
  return {
    address: `http://127.0.0.1:${port}/?token=${token}`,
    port,
    samples,
    answered: () => [...answered].toSorted(),
    stored: () => [...stored.values()].toSorted((left, right) => (left.annotator < right.annotator ? -1 : 1)),
    close: () =>
      new Promise((resolve) => {
        const end = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), graceMs)
        server.close(() => {
          clearTimeout(end)
          resolve()
        })
        if ('closeIdleConnections' in server) server.closeIdleConnections()
      }),
  }
}

function listening(server: ReturnType<typeof createAdaptorServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new VitestJudgeError('invalid-usage', {
          message: `Port ${port} of 127.0.0.1 cannot be used: ${error.code === 'EADDRINUSE' ? 'another program listens there' : error.message}.`,
          hint: 'Name another with --port, or leave it out for a free one.',
          cause: error,
        }),
      )
    })
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function noSamples(run: string): VitestJudgeError {
  return new VitestJudgeError('no-rows', {
    message: `The run ${run} has no align row with outputs to give feedback on; held-out rows are not shown.`,
    hint: 'Run the evaluations with more rows, or a larger alignShare: npx vitest run evals.',
  })
}
