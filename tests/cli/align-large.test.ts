import { expect, test } from 'vitest'
import { writeLargeProject } from '../../benchmarks/memory/large-project.ts'
import { commandProject } from './project.ts'

test.runIf(process.env['LONG'])(
  'one new sample is aligned, offline, with 1,000 guidelines and 10,000 episodes',
  { timeout: 240_000 },
  async () => {
    await using project = await commandProject({}, { source: true })
    await writeLargeProject(project.root, { guidelines: 1000, episodes: 10_000, heldOut: 5000 })
    const { exitCode, stdout } = await project.judge(['align', '--feedback', 'none'], {
      environment: { VITEST_JUDGE_OFFLINE: '1' },
    })
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('1 new, 0 changed') as string,
    })
    expect(stdout).toContain('1000 in all')
  },
)
