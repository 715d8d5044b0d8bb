import { VitestJudgeError } from '../contract/index.ts'
import { brief, isObject, parseJson } from '../dataset/index.ts'
import { readText } from '../io/index.ts'
import { parseExactJson } from './exact-json.ts'
import { readTrace } from './read-trace.ts'
import type { Trace } from './trace.ts'

/**
 * Reads exported traces: JSON lines, a JSON array, an object with `traces`, or one trace. `name` is what messages call
 * the file.
 *
 * @throws VitestJudgeError `missing-file`, `damaged-file` naming line or index and key, `duplicate-row` naming both
 * places of a trace id, `no-rows` where there is none
 */
export async function readTraces(path: string, name: string = path): Promise<Trace[]> {
  const text = (await readText(path)).replace(/^\uFEFF/, '')
  const traces = recordsOf(name, text).map(({ value, place }) => readTrace(value, place))
  if (traces.length === 0) {
    throw new VitestJudgeError('no-rows', {
      message: `${name} holds no traces; expected one at least.`,
      hint: 'Check that it is the export you mean.',
    })
  }
  const places = new Map<string, string>()
  for (const { id, place } of traces) {
    const other = places.get(id)
    if (other !== undefined) {
      throw new VitestJudgeError('duplicate-row', {
        message: `${other} and ${place} are both the trace ${brief(id)}; expected each trace once.`,
        hint: 'Remove one of them; nothing was imported.',
      })
    }
    places.set(id, place)
  }
  return traces
}

function recordsOf(path: string, text: string): { value: unknown; place: string }[] {
  if (isLines(path, text)) {
    return text.split('\n').flatMap((line, index) => {
      if (line.trim() === '') return []
      return [{ value: parseJson(path, line, index, parseExactJson), place: `${path}:${index + 1}` }]
    })
  }
  if (text.trim() === '') return []
  const value = parseJson(path, text, 0, parseExactJson)
  const inside = isObject(value) && Array.isArray(value['traces'])
  const list = inside ? value['traces'] : value
  if (!Array.isArray(list)) return [{ value, place: path }]
  return list.map((item: unknown, index) => ({
    value: item,
    place: `${path}${inside ? '.traces' : ''}[${index}]`,
  }))
}

/** By the file's name, else by whether the first line is an object by itself and not the last one. */
function isLines(path: string, text: string): boolean {
  if (/\.(?:jsonl|ndjson)$/i.test(path)) return true
  const end = text.indexOf('\n')
  if (end === -1 || text.slice(end).trim() === '') return false
  try {
    return isObject(parseExactJson(text.slice(0, end)))
  } catch {
    return false
  }
}
