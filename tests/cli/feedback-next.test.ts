import { expect, test } from 'vitest'
import type { Run, RunJudge } from '../../src/contract/index.ts'
import { alignCommands } from '../../src/cli/next-align.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'
import { commandFolder } from './in-process.ts'
import { answerAt } from './terminal.ts'

const folder = commandFolder()

const alignedForm = (name: string): RunJudge =>
  buildJudge(`${name}@aligned`, { memoryFolder: `evals/a/memory/${name}` })

function runOf(judges: RunJudge[]): Run {
  const names = judges.map(({ id }) => id).filter((id) => !id.includes('@'))
  const row = buildRow(
    'a',
    names.map((name) => buildVerdict(name, 'yes', 'no')),
    { split: 'align', sampleId: 's-a' },
  )
  return { ...buildRun([{ ...buildSuite('A', judges, [row]), file: 'evals/a/a.eval.ts' }]), id: 'next' }
}

test('judges that are aligned learn together, each other by its name, all of the run that was named', () => {
  const run = runOf([buildJudge('polite'), alignedForm('polite'), buildJudge('short'), buildJudge('kind')])
  expect(alignCommands(run, ['polite', 'polite'], undefined)).toEqual(['npx vitest-judge align'])
  expect(alignCommands(run, [], undefined)).toEqual(['npx vitest-judge align'])
  expect(alignCommands(run, ['short', 'short', 'kind'], undefined)).toEqual([
    'npx vitest-judge align --judge short',
    'npx vitest-judge align --judge kind',
  ])
  expect(alignCommands(run, ['short', 'polite'], 'my runs/1.json')).toEqual([
    'npx vitest-judge align --run "my runs/1.json"',
    'npx vitest-judge align --judge short --run "my runs/1.json"',
  ])
})

test('where no judge is aligned, feedback asks about all, and the command that it names learns from it', async () => {
  await folder.writeRuns(runOf([buildJudge('polite')]))
  const { exitCode, stdout, stderr } = await answerAt(
    folder.root,
    ['feedback', '--annotator', 'ann'],
    ['n', '\r'],
  )
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const [, next = ''] = /Next: npx vitest-judge (.+)\n$/.exec(stdout) ?? []
  expect(next).toBe('align --judge polite')
  expect((await folder.command('align')).exitCode).toBe(2)
  const learned = await folder.command(...next.split(' '), '--dry-run')
  expect(learned.stderr).toBe('')
  expect(learned.stdout).toContain('taught by   1 line of people (HUMAN)')
})
