import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readFile, rm } from 'node:fs/promises'
import { runSchema } from '../../src/contract/index.ts'
import { summariseAudit } from '../../src/audit/index.ts'
import { bin, run } from '../repository/command.ts'
import { root } from '../repository/source-files.ts'

const folder = join(root, 'examples/audit')
const example = async (...args: string[]) => {
  await rm(join(folder, '.vitest-judge'), { recursive: true, force: true })
  const { exitCode, output } = await run(bin('vitest'), ['run', 'evals', '--root', folder, ...args], folder)
  const made = runSchema.parse(JSON.parse(await readFile(join(folder, '.vitest-judge/latest.json'), 'utf8')))
  const probes = made.audits?.flatMap((audit) => summariseAudit(audit).probes) ?? []
  return {
    exitCode,
    output,
    outcomes: Object.fromEntries(probes.map(({ name, outcome }) => [name, outcome])),
  }
}

test.runIf(process.env['LONG'])(
  'examples/audit finds the fault that is planted in the judge of our evaluation',
  { timeout: 120_000 },
  async () => {
    const { exitCode, output, outcomes } = await example('-t', 'verbosity')
    expect(outcomes).toMatchObject({ verbosity: 'biased', authority: 'not run' })
    expect(output.replaceAll(/\s+/g, ' ')).toContain('131 of 168 wrong answers now pass.')
    expect(exitCode).toBe(1)
  },
)

test.runIf(process.env['LONG'])(
  'and of what is not planted, what can be told',
  { timeout: 240_000 },
  async () => {
    const { exitCode, outcomes } = await example()
    expect(outcomes).toEqual({
      verbosity: 'biased',
      authority: 'cannot tell',
      shouting: 'clear',
      exampleOrder: 'clear',
      guidelineOrder: 'clear',
    })
    expect(exitCode).toBe(1)
  },
)
