import { VitestJudgeError, type Feedback, type Run, type RunRow } from '../contract/index.ts'
import type { ExportedSample } from './write-trace.ts'

/** Which judges are exported, and the name that each one's assessments get. */
export type ExportedJudges = ReadonlyMap<string, string>

/** The feedback logs of judges: by the eval file's folder, relative to the root, and the judge's name. */
export type Logs = (suiteFile: string, judge: string) => Promise<Feedback[]>

/**
 * The samples of a run with its verdicts and what the logs say of them, each row once: repeats of a row are one
 * sample, and so are rows that several suites share.
 *
 * @throws VitestJudgeError `duplicate-row` where a row has different answers, as ids of traces must be unique
 */
export async function runSamples(
  run: Run,
  { judges, logs }: { judges: ExportedJudges; logs: Logs },
): Promise<{ samples: ExportedSample[]; unmatched: number }> {
  const samples = new Map<string, ExportedSample & { sampleId: string | undefined; suite: string }>()
  const read = new Map<string, { name: string; lines: Feedback[]; file: string }>()
  for (const suite of run.suites) {
    const names = new Map(suite.judges.map(({ id, definition }) => [id, definition.name]))
    for (const row of suite.rows) {
      const known = samples.get(row.id)
      if (known !== undefined && known.sampleId !== row.sampleId && row.sampleId !== undefined) {
        throw twoAnswers(run, row.id, known.suite, suite.name)
      }
      const sample = known ?? { ...sampleOf(row, run.time), sampleId: row.sampleId, suite: suite.name }
      samples.set(row.id, sample)
      for (const verdict of row.verdicts) {
        const judge = names.get(verdict.judge)
        const name = judge === undefined ? undefined : judges.get(judge)
        if (judge === undefined || name === undefined) continue
        const alignedName = verdict.judge === judge ? name : `${name}@aligned`
        sample.verdicts.push({
          verdict,
          name: alignedName,
          runId: run.id,
          time: run.time,
          repeat: row.repeat,
        })
      }
    }
    for (const judge of new Set(names.values())) {
      const name = judges.get(judge)
      const key = JSON.stringify([suite.file.replace(/[^/]*$/, ''), judge])
      if (name === undefined || read.has(key)) continue
      read.set(key, { name, lines: await logs(suite.file, judge), file: suite.file })
    }
  }
  const bySample = new Map(
    [...samples.values()].flatMap((one) => (one.sampleId ? [[one.sampleId, one]] : [])),
  )
  const unmatched = new Set<string>()
  for (const { name, lines } of read.values()) {
    for (const [sampleId, own] of Map.groupBy(lines, (line) => line.sampleId)) {
      const sample = bySample.get(sampleId)
      // Suites of different folders may share a sample and have logs of their own.
      const said = sample?.feedback.find((other) => other.name === name)
      if (sample === undefined) unmatched.add(sampleId)
      else if (said === undefined) sample.feedback.push({ name, lines: own })
      else said.lines.push(...own)
    }
  }
  return {
    samples: [...samples.values()].map(({ sampleId: _id, suite: _suite, ...sample }) => sample),
    unmatched: unmatched.size,
  }
}

function sampleOf(row: RunRow, time: string): ExportedSample {
  const { id, inputs, outputs, expectations, group, tags, weight, pickedBy, conversation, trace, error } = row
  return {
    row: {
      id,
      inputs,
      ...(outputs !== undefined && { outputs }),
      ...(expectations !== undefined && { expectations }),
      ...(group !== undefined && { group }),
      ...(tags.length > 0 && { tags }),
      ...(weight !== undefined && { weight }),
      ...(pickedBy !== undefined && { pickedBy }),
      ...(conversation !== undefined && { conversation }),
      ...(trace !== undefined && { trace }),
      mlflow: {},
    },
    ...(error !== undefined && { error }),
    feedback: [],
    verdicts: [],
    time,
  }
}

function twoAnswers({ id }: Run, row: string, first: string, second: string): VitestJudgeError {
  return new VitestJudgeError('duplicate-row', {
    message:
      first === second
        ? `The row ${row} of the run ${id} has two answers in ${JSON.stringify(first)}; expected one, as a trace's id must be unique.`
        : `The row ${row} of the run ${id} has one answer in ${JSON.stringify(first)} and another in ${JSON.stringify(second)}; expected one, as a trace's id must be unique.`,
    hint:
      first === second
        ? 'Give each of them an id of its own in the evaluation, and run it again.'
        : `Export one suite: --suite ${JSON.stringify(first)}.`,
  })
}
