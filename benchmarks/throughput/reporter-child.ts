import { evaluateRunGates } from '../../src/agreement/index.ts'
import type { RunVerdict } from '../../src/contract/index.ts'
import { systemClock } from '../../src/io/index.ts'
import { makeJudge } from '../../src/judge/index.ts'
import { renderRun } from '../../src/report/index.ts'
import { collectRun, type RecordedTest, writeRun } from '../../src/run/index.ts'
import { answer, rows } from './suites/subject.ts'

/** Makes a run file and a report of ROWS rows with JUDGES judges each, and prints how long each step took, as JSON. */
const judgeNames = Array.from({ length: Number(process.env['JUDGES']) }, (_, index) => `judge_${index}`)
const instructions = 'Is {{ outputs }} a polite answer to {{ inputs }}?'
const judges = await Promise.all(
  judgeNames.map((name) => makeJudge({ name, instructions, values: ['yes', 'no'] }).record()),
)

const tests = rows.map(({ id, inputs, expectations }, index): RecordedTest => {
  const truth = expectations.polite
  const verdicts = judgeNames.map((judge, place): RunVerdict => ({
    judge,
    truth,
    truthFrom: 'suite',
    outcome: 'scored',
    value: (index * 7 + place) % 13 === 0 ? 'no' : truth,
    rationale: 'It thanks for the question, says when the parcel will be there, and blames nobody for it.',
    model: 'bench',
    tokens: { prompt: 120, completion: 30 },
    latencyMs: 400 + (index % 50),
    recorded: false,
  }))
  const row = {
    id,
    split: index % 2 === 0 ? ('align' as const) : ('heldout' as const),
    tags: [],
    inputs,
    expectations,
  }
  const attempts = { 0: { retry: 0, sampleId: id, outputs: answer(inputs), verdicts } }
  return { record: { suite: 'Parcels', row, judges: judgeNames, attempts }, started: true, retry: 0 }
})

const steps: [name: string, milliseconds: number][] = []
let since = performance.now()
const step = (name: string) => {
  const now = performance.now()
  steps.push([name, now - since])
  since = now
}

const gate = { requireComplete: false, inconclusive: 'fail' as const, allowOffline: false, thresholds: {} }
const file = { file: 'evals/parcels.eval.ts', record: { suites: { Parcels: { judges } } }, tests }
const root = process.cwd()
const run = collectRun([file], { clock: systemClock, root, partial: [], alignShare: 0.5, gate })
step('collecting what the tests recorded')
await writeRun(root, run)
step('the run file, and its copy')
const { lines, note } = evaluateRunGates(run)
step('the gates')
renderRun(run, { width: 100, color: false, gates: lines, gateNote: note, nextCommand: [] })
step('the table')
process.stdout.write(JSON.stringify(steps))
