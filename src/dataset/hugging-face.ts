import { z } from 'zod'
import { VitestJudgeError } from '../contract/index.ts'
import { datasetServer, type DatasetServer, type ServerOptions } from './dataset-server.ts'
import { invalidRow } from './invalid-row.ts'
import type { SourceRecord } from './source-record.ts'

/** Options that go with `hugging-face:<owner/name>` only. */
export interface HuggingFaceOptions extends ServerOptions {
  /** The configuration; default the first one. */
  config?: string
  /** The split; default `train`, else the first one. */
  split?: string
  /** Reads the first rows only. */
  limit?: number
}

const longestPage = 100

const splitsSchema = z.object({
  splits: z.array(z.object({ config: z.string(), split: z.string() })),
})

const pageSchema = z.object({
  rows: z.array(
    z.object({
      row_idx: z.int().optional(),
      row: z.record(z.string(), z.json()),
      truncated_cells: z.array(z.string()).optional(),
    }),
  ),
  num_rows_total: z.int().min(0),
})

/** A page without rows before the end is refused, so that it never enters the cache nor asks for ever. */
const pageFrom = (offset: number) =>
  pageSchema.refine((page) => page.rows.length > 0 || offset >= page.num_rows_total, {
    path: ['rows'],
    error: 'there are no rows, before the end',
  })

/**
 * The records of a Hugging Face dataset through the public dataset server, page by page, from the cache where
 * it has them.
 *
 * @throws VitestJudgeError `request-failed`, `invalid-options` for an unknown config or split, `invalid-rows`
 * for a row that the server cut short
 */
export async function readHuggingFace(dataset: string, options: HuggingFaceOptions): Promise<SourceRecord[]> {
  const { limit = Number.POSITIVE_INFINITY } = options
  if (limit !== Number.POSITIVE_INFINITY && (!Number.isInteger(limit) || limit < 1)) {
    throw new VitestJudgeError('invalid-options', {
      message: `\`limit\` is ${limit}; expected a whole number from 1.`,
      hint: 'Write `limit: 50`.',
    })
  }
  const server = datasetServer(dataset, options)
  const { config, split } = await chooseSplit(dataset, server, options)
  const records: SourceRecord[] = []
  let total: number | undefined
  while (records.length < Math.min(limit, total ?? Number.POSITIVE_INFINITY)) {
    const offset = records.length
    const length = Math.min(longestPage, limit - offset)
    const page = await server.get('rows', { config, split, offset, length }, pageFrom(offset))
    if (total !== undefined && page.num_rows_total !== total)
      throw changed(dataset, total, page.num_rows_total)
    total = page.num_rows_total
    records.push(
      ...page.rows.slice(0, length).map(({ row, row_idx: index, truncated_cells: truncated }, position) => {
        const place = `${dataset} (${config}/${split}) row ${index ?? offset + position}`
        if (truncated !== undefined && truncated.length > 0) throw cutShort(place, truncated)
        return { value: row, place }
      }),
    )
  }
  return records
}

interface SplitChoice {
  config: string
  split: string
}

async function chooseSplit(
  dataset: string,
  server: DatasetServer,
  { config, split }: HuggingFaceOptions,
): Promise<SplitChoice> {
  if (config !== undefined && split !== undefined) return { config, split }
  const { splits } = await server.get('splits', {}, splitsSchema)
  const fitting = splits.filter(
    (choice) => choice.config === (config ?? choice.config) && choice.split === (split ?? choice.split),
  )
  const [first] = fitting
  if (first !== undefined) {
    const train = fitting.find((choice) => choice.config === first.config && choice.split === 'train')
    const { config, split } = train ?? first
    return { config, split }
  }
  const asked = config !== undefined ? `config ${config}` : split !== undefined ? `split ${split}` : 'split'
  const known = splits.map((choice) => `${choice.config}/${choice.split}`).join(', ') || 'none'
  throw new VitestJudgeError('invalid-options', {
    message: `${dataset} has no ${asked}; expected one of (config/split) ${known}.`,
    hint: 'Set `config` and `split` to one of these.',
  })
}

function cutShort(place: string, cells: string[]): VitestJudgeError {
  return invalidRow({
    place,
    path: cells.join(', '),
    received: 'a cell that the server cut short',
    expected: 'the whole cell',
    hint: 'Download the dataset and load its file; the server shortens rows that are very long.',
  })
}

function changed(dataset: string, before: number, after: number): VitestJudgeError {
  return new VitestJudgeError('request-failed', {
    message: `${dataset} changed between two pages: received totals of ${before} and ${after} rows; expected one total.`,
    hint: 'Delete its folder in the cache folder and run again.',
  })
}
