import type { Feedback } from '../contract/index.ts'
import { sampleId } from '../dataset/index.ts'
import type { TracedRow } from './traced-row.ts'
import type { ExportedSample } from './write-trace.ts'

/**
 * The samples of rows with recorded outputs and what logs say of them. `time` is for rows that do not say when they
 * were asked.
 */
export function fileSamples(
  rows: readonly TracedRow[],
  logs: readonly { name: string; lines: readonly Feedback[] }[],
  time: string,
): { samples: ExportedSample[]; unmatched: number } {
  const samples = rows.map((row): ExportedSample => ({ row, feedback: [], verdicts: [], time }))
  const bySample = new Map(
    samples.flatMap((sample) => {
      const { id: rowId, inputs, outputs } = sample.row
      return outputs === undefined ? [] : [[sampleId({ rowId, inputs, outputs }), sample] as const]
    }),
  )
  const unmatched = new Set<string>()
  for (const { name, lines } of logs) {
    for (const [id, own] of Map.groupBy(lines, (line) => line.sampleId)) {
      const sample = bySample.get(id)
      if (sample === undefined) unmatched.add(id)
      else sample.feedback.push({ name, lines: own })
    }
  }
  return { samples, unmatched: unmatched.size }
}
