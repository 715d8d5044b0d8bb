import { VitestJudgeError, type JsonValue, type Row, type RowInput } from '../contract/index.ts'
import { contentHash } from '../io/index.ts'
import { brief } from './invalid-row.ts'
import { rowShape } from './row-shape.ts'

/** A row without its id, and where it stands. */
export interface PlacedRow {
  row: RowInput
  place: string
}

/**
 * Rows with ids from rows as users write them: checked, with the hash of inputs and expectations where no id is
 * given. No rows give no rows.
 *
 * @throws VitestJudgeError `invalid-rows` or `duplicate-row`, naming the index
 */
export function toRows<Inputs = JsonValue, Expectations = JsonValue | undefined>(
  inputs: readonly RowInput<Inputs, Expectations>[],
): Row<Inputs, Expectations>[] {
  const placed = inputs.map((value, index) => {
    const place = `rows[${index}]`
    return { row: rowShape(value, place), place }
  })
  return withIds(placed) as Row<Inputs, Expectations>[]
}

/** Gives ids and refuses duplicates. */
export function withIds(placed: readonly PlacedRow[]): Row[] {
  const places = new Map<string, string>()
  return placed.map(({ row, place }) => {
    const { id: given, inputs, expectations, ...rest } = row
    const id = given ?? contentHash({ inputs, expectations })
    const other = places.get(id)
    if (other !== undefined) throw duplicate(id, other, place, given === undefined)
    places.set(id, place)
    return { id, inputs, ...(expectations !== undefined && { expectations }), ...defined(rest) }
  })
}

type Facts = 'group' | 'tags' | 'weight' | 'pickedBy' | 'outputs' | 'conversation' | 'trace'

function defined(row: Pick<RowInput, Facts>): Pick<Row, Facts> {
  const { group, tags, weight, pickedBy, outputs, conversation, trace } = row
  return {
    ...(group !== undefined && { group }),
    ...(tags !== undefined && { tags }),
    ...(weight !== undefined && { weight }),
    ...(pickedBy !== undefined && { pickedBy }),
    ...(outputs !== undefined && { outputs: outputs as JsonValue }),
    ...(conversation !== undefined && { conversation: conversation as JsonValue }),
    ...(trace !== undefined && { trace: trace as JsonValue }),
  }
}

function duplicate(id: string, first: string, second: string, sameContent: boolean): VitestJudgeError {
  if (sameContent) {
    return new VitestJudgeError('duplicate-row', {
      message: `${first} and ${second} have the same content (inputs and expectations) and no id; expected each row once.`,
      hint: 'Remove one of them, or give both an `id`.',
    })
  }
  return new VitestJudgeError('duplicate-row', {
    message: `${first} and ${second} have the same id ${brief(id)}; expected each id once.`,
    hint: 'Give one of them another `id`, or leave ids out: the hash of the content serves.',
  })
}
