import type { RunRow } from '../../contract/index.ts'
import { smallSliceRows } from './slice-agreement.ts'
import { fieldPaths, fieldText } from './slice.ts'

const mostValues = 8
const parts = ['expectations', 'inputs', 'outputs'] as const

/**
 * The fields of a suite's held-out rows that slice them well: dotted paths into expectations, inputs and outputs with
 * two to eight plain values, of which two at least have 30 rows or more. Expectations first, then inputs, then outputs,
 * each by name.
 */
export function sliceFields(rows: readonly RunRow[]): string[] {
  const counts = new Map<string, Map<string, number>>()
  for (const { split, repeat, expectations, inputs, outputs } of rows) {
    if (split !== 'heldout' || repeat > 0) continue
    const fields = { expectations, inputs, outputs }
    for (const path of fieldPaths(fields)) {
      const text = fieldText(fields, path) ?? ''
      const values = counts.get(path) ?? new Map<string, number>()
      // Of what has too many values, no more need be known.
      if (values.size <= mostValues) counts.set(path, values.set(text, (values.get(text) ?? 0) + 1))
    }
  }
  const found = [...counts].filter(([, values]) => {
    const large = [...values.values()].filter((count) => count >= smallSliceRows)
    return values.size <= mostValues && large.length > 1
  })
  return parts.flatMap((part) =>
    found
      .map(([path]) => path)
      .filter((path) => path.startsWith(`${part}.`))
      .toSorted(),
  )
}
