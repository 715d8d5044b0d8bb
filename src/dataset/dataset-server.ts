import type { z } from 'zod'
import { VitestJudgeError, type JsonValue } from '../contract/index.ts'
import { fetchJson, HttpStatusError, type FetchJsonOptions } from '../model/index.ts'
import { pageCache } from './page-cache.ts'

/** Which dataset server is asked, and how. */
export interface ServerOptions {
  /** A git revision of the dataset; default the newest at the first download. */
  revision?: string
  /** Default `https://datasets-server.huggingface.co`. */
  baseURL?: string
  /** Where pages are kept; default `.vitest-judge/datasets`. Delete it to download again. */
  cacheFolder?: string
  /** Sent as bearer token; default the environment's `HF_TOKEN`. */
  token?: string
  /** Waits between attempts; default a timer. */
  sleep?: NonNullable<FetchJsonOptions['sleep']>
}

/** The parameters of one request. */
export type Query = Record<string, string | number>

/** One dataset on a dataset server. */
export interface DatasetServer {
  /** Asks `/splits` or `/rows`, from the cache where it has the answer. */
  get<Body>(route: 'splits' | 'rows', query: Query, schema: z.ZodType<Body>): Promise<Body>
}

/**
 * One dataset on a server that speaks the Hugging Face dataset-viewer protocol
 * (https://huggingface.co/docs/dataset-viewer).
 *
 * @throws VitestJudgeError `request-failed`; for a gated or private dataset it names `HF_TOKEN`
 */
export function datasetServer(dataset: string, options: ServerOptions): DatasetServer {
  const { revision, token = process.env['HF_TOKEN'], sleep } = options
  const baseURL = (options.baseURL ?? 'https://datasets-server.huggingface.co').replace(/\/+$/, '')
  const cache = pageCache(options.cacheFolder, dataset)
  const headers = token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` }
  return {
    async get(route, query, schema) {
      const asked = { dataset, ...query, ...(revision !== undefined && { revision }) }
      const key = { baseURL, route, ...asked }
      const cached = await cache.read(key, (body) => schema.safeParse(body).data)
      if (cached !== undefined) return cached
      const url = `${baseURL}/${route}?${new URLSearchParams(toText(asked)).toString()}`
      const body = await fetchJson(url, { headers, sleep }).catch((error: unknown) => {
        throw explained(dataset, error)
      })
      const parsed = schema.safeParse(body)
      if (!parsed.success) throw unexpected(url, parsed.error.issues[0])
      await cache.write(key, body as JsonValue)
      return parsed.data
    },
  }
}

function toText(query: Query): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]))
}

/** A closed door gets the key named; 404 gets the name doubted; the rest stays as it is. */
function explained(dataset: string, error: unknown): unknown {
  const status = error instanceof Error && error.cause instanceof HttpStatusError ? error.cause.status : 0
  const advice = new Map([
    [
      401,
      `${dataset} is gated, private or misspelt: the server wants a token. Accept its terms on huggingface.co and set HF_TOKEN.`,
    ],
    [403, `${dataset} is closed to this HF_TOKEN. Accept its terms on huggingface.co or use another token.`],
    [404, `Check the name ${dataset}, its config and its split on huggingface.co/datasets.`],
  ]).get(status)
  if (advice === undefined) return error
  const [message = ''] = (error as Error).message.split('\n')
  return new VitestJudgeError('request-failed', { message, hint: advice, cause: error })
}

function unexpected(url: string, issue: z.core.$ZodIssue | undefined): VitestJudgeError {
  return new VitestJudgeError('request-failed', {
    message: `GET ${url} gave JSON of another shape: at ${issue?.path.join('.') || 'the top'}, ${issue?.message ?? 'it does not fit'}; expected an answer of the dataset server.`,
    hint: 'Check `baseURL`.',
  })
}
