import { expect, test } from 'vitest'
import type { Run } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'
import { commandFolder } from './in-process.ts'

const folder = commandFolder()
const plain = buildJudge('polite')
const row = buildRow('row-1', [buildVerdict('polite', 'no', 'yes')], { split: 'align' })
const partial = { complete: false, partial: ['evals/mail.eval.ts could not be loaded'] }

test.for<[what: string, run: Run, message: string, hint: string]>([
  [
    'of a run of nothing, as its only eval file failed',
    { ...buildRun([]), ...partial },
    'No suite of the run run-1 could be run (evals/mail.eval.ts could not be loaded); expected at least one evaluation with its judges.',
    'npx vitest run evals says why; or name another run: --run <id>.',
  ],
  [
    'where no row has outputs',
    buildRun([
      buildSuite(
        'Mail',
        [plain],
        [buildRow('row-1', [], { error: 'VitestJudgeError: memory.json is damaged.\n  → Mend it.' })],
      ),
    ]),
    'No row of the run run-1 has outputs; the first, row-1, ended with VitestJudgeError: memory.json is damaged.',
    'Mend that, then: npx vitest run evals; or name another run: --run <id>.',
  ],
  [
    'of a part of a run, without the file that has the aligned judge',
    { ...buildRun([buildSuite('Mail', [plain], [row])]), ...partial },
    'No judge of the partial run run-1 (evals/mail.eval.ts could not be loaded) is aligned; expected at least one aligned(judge) among the judges of an evaluation.',
    'Run all evaluations: npx vitest run evals; or name another run: --run <id>.',
  ],
  [
    'without an aligned judge',
    buildRun([buildSuite('Mail', [plain], [row])]),
    'No judge of the run run-1 is aligned; expected at least one aligned(judge) among the judges of an evaluation.',
    'Add aligned(judge) to judges, run npx vitest run evals, then align; or name a judge: --judge <name>.',
  ],
])('align says why there is nothing to align %s', async ([, run, message, hint]) => {
  await folder.writeRuns(run)
  expect(await folder.command('align')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `error unknown-judge: ${message}\n  → ${hint}\n`,
  })
})
