import { VitestJudgeError } from '../../contract/index.ts'
import { type PlainRecord, separatorHint } from '../../dataset/index.ts'

/** The fields that flags name, and whether any record has them. */
export interface Fields {
  /** Opens a field by its name, else by its dotted path, such as `human.0` or `inputs.language`. */
  open(flag: string, path: string): (record: PlainRecord) => unknown
  /**
   * Checks, once all records are read, that each field was in one of them; `example` is one that tells what fields
   * there are.
   *
   * @throws VitestJudgeError `invalid-usage`
   */
  requireSeen(file: string, example: PlainRecord): void
}

/** Opens fields of the records of one file. */
export function fieldsOfFile(): Fields {
  const unseen = new Map<string, string>()
  return {
    open(flag, path) {
      const read = reader(path)
      unseen.set(path, flag)
      return (record) => {
        const value = read(record)
        if (value !== undefined && unseen.size > 0) unseen.delete(path)
        return value
      }
    },
    requireSeen(file, example) {
      for (const [path, flag] of unseen) {
        throw new VitestJudgeError('invalid-usage', {
          message: `No row of ${file} has the field ${path} that ${flag} names; the first has ${namesIn(example)}.`,
          hint: separatorHint(file, Object.keys(example)) ?? `Write ${flag} with one of these.`,
        })
      }
    },
  }
}

function reader(path: string): (record: PlainRecord) => unknown {
  const keys = path.split('.')
  return (record) => {
    if (Object.hasOwn(record, path)) return record[path]
    let value: unknown = record
    for (const key of keys) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
      value = (value as PlainRecord)[key]
    }
    return value
  }
}

/** The fields of a record, those within objects by their paths; the first twenty. */
function namesIn(record: PlainRecord): string {
  const names = Object.entries(record).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value).map((key) => `${name}.${key}`)
      : [name],
  )
  return names.slice(0, 20).join(', ') + (names.length > 20 ? ` and ${names.length - 20} more` : '')
}
