import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { embeddedText, installMemory, textHash } from '../../src/memory/index.ts'
import { embedder } from '../../src/model/index.ts'
import { episode, memoryOf } from '../memory/sample-memory.ts'
import { fixture } from './project.ts'

vi.setConfig({ testTimeout: 60_000 })

const evaluation = (name: string) => `
  import { aligned, evaluate, makeJudge } from 'vitest-judge'
  const judge = makeJudge({ name: 'kind', instructions: 'Is {{ outputs }} kind?', values: ['yes', 'no'] })
  evaluate('${name}', {
    rows: [{ id: 'one', inputs: 'Hello' }, { id: 'two', inputs: 'Go away' }],
    predict: (inputs) => 'You said: ' + inputs,
    judges: [aligned(judge)],
  })`

/** Node does not find the addon, as where its installation was skipped. */
const withoutAddon = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'hnswlib-node') throw new Error("Cannot find package 'hnswlib-node' imported from here")
      return next(specifier, context)
    },
  })`)}`

test.runIf(process.env['LONG'])(
  'without hnswlib-node a run of several files gives its verdicts, and its report says so once',
  async () => {
    await using project = await fixture(
      { 'evals/a/a.eval.ts': evaluation('A'), 'evals/b/b.eval.ts': evaluation('B') },
      { judges: { offline: true } },
    )
    const lexical = embedder({ model: 'offline-lexical' })
    const episodes = ['Thanks', 'Please wait', 'No'].map((text, at) => {
      const sides = { inputs: text, outputs: `You said: ${text}` }
      return episode(at, text, { ...sides, vector: textHash(embeddedText(sides)) })
    })
    const vectors = await lexical.embed(episodes.map(embeddedText))
    const table = {
      identity: lexical.identity,
      vectors: new Map(episodes.map(({ vector }, at) => [vector, Float32Array.from(vectors[at] ?? [])])),
    }
    const memory = memoryOf(episodes, { embedder: lexical.identity })
    for (const place of ['a', 'b']) {
      const folder = join(project.root, 'evals', place, 'memory', 'kind')
      await installMemory(folder, { ...memory, judge: { ...memory.judge, name: 'kind' } }, table, {
        time: '2026-11-25T00:00:00.000Z',
      })
    }
    const examplesIn = (run: Awaited<ReturnType<typeof project.vitest>>['run']) =>
      run?.suites.flatMap(({ rows }) =>
        rows.flatMap(({ verdicts }) =>
          verdicts.map((verdict) => verdict.outcome === 'scored' && verdict.guidance),
        ),
      )
    const usual = await project.vitest(['run', 'evals'])
    expect(usual.run?.notices).toBeUndefined()
    const { run, stdout, stderr, exitCode } = await project.vitest(['run', 'evals'], {
      NODE_OPTIONS: `--import=${withoutAddon}`,
    })
    expect(exitCode).toBe(usual.exitCode)
    expect(examplesIn(run)).toEqual(examplesIn(usual.run))
    expect(examplesIn(run)).toHaveLength(4)
    const notice =
      "The HNSW engine hnswlib-node cannot be used (Cannot find package 'hnswlib-node'), so an exact scan searches the memory."
    expect(run?.notices).toEqual([notice])
    const said = `${stdout}${stderr}`.replaceAll(/\s+/g, ' ').split('hnswlib-node cannot be used').length - 1
    expect(said).toBe(1)
  },
)
