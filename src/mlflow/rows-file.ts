import { loadRows } from '../dataset/index.ts'
import { canonicalJson, readUtf8IfAny } from '../io/index.ts'
import { originSchema, type Origin, type TracedRow } from './traced-row.ts'

/** Rows as a file of JSON lines. */
export function rowsText(rows: readonly TracedRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

/** How a rows file that stands there differs from the rows that are to be written. */
export interface RowsDifference {
  /** True where a file stands there. */
  stands: boolean
  /** True where its text would change. */
  differs: boolean
  added: number
  changed: number
  gone: number
}

/** Counts what writing rows would change; all are new where no file stands. A file that cannot be read differs in all. */
export async function rowsDifference(path: string, rows: readonly TracedRow[]): Promise<RowsDifference> {
  const text = await readUtf8IfAny(path)
  if (text === undefined) return { stands: false, differs: true, added: rows.length, changed: 0, gone: 0 }
  if (text === rowsText(rows)) return { stands: true, differs: false, added: 0, changed: 0, gone: 0 }
  const before = new Map<unknown, string>()
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const value = parsed(line)
    before.set((value as { id?: unknown } | undefined)?.id ?? line, canonicalJson(value ?? line))
  }
  const known = rows.filter(({ id }) => before.has(id))
  const changed = known.filter((row) => before.get(row.id) !== canonicalJson(row)).length
  const added = rows.length - known.length
  return { stands: true, differs: true, added, changed, gone: before.size - known.length }
}

/**
 * Rows of a file, with what each keeps of its trace where it came from one.
 *
 * @throws VitestJudgeError as `loadRows` does
 */
export async function readTracedRows(path: string): Promise<TracedRow[]> {
  const rows = await loadRows(path)
  const text = (await readUtf8IfAny(path)) ?? ''
  const origins = new Map<unknown, Origin>()
  for (const line of text.split('\n')) {
    const { id, mlflow } = (parsed(line) ?? {}) as { id?: unknown; mlflow?: unknown }
    const origin = originSchema.safeParse(mlflow)
    if (origin.success) origins.set(String(id), origin.data)
  }
  return rows.map((row) => ({ ...row, mlflow: origins.get(row.id) ?? {} }))
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}
