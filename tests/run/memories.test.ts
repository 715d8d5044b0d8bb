import { describe, expect, test } from 'vitest'
import type { Run, RunJudge } from '../../src/contract/index.ts'
import { checkMemories, collectRun } from '../../src/run/index.ts'
import { facts, judge, refusal } from './support.ts'

function runOf(...suites: [name: string, judges: RunJudge[]][]): Run {
  const built = suites.map(([name, judges]) => ({
    name,
    file: `evals/${name}.eval.ts`,
    judges,
    rowsNotRun: 0,
    rows: [],
  }))
  return { ...collectRun([], facts), suites: built }
}

const memoryFolder = 'memory/polite'
const aligned = judge('polite@aligned', { memoryFolder })
const other = judge('polite@aligned', { memoryFolder, definition: { ...aligned.definition, model: 'gpt-y' } })

describe('two judges of a run', () => {
  test('may share a memory when they are the same judge', () => {
    expect(() => checkMemories(runOf(['a', [aligned]], ['b', [aligned]]))).not.toThrow()
  })

  test('may differ when their memories do, or when they have none', () => {
    expect(() =>
      checkMemories(runOf(['a', [aligned]], ['b', [{ ...other, memoryFolder: 'memory/other' }]])),
    ).not.toThrow()
    const { memoryFolder: _, ...plain } = other
    expect(() => checkMemories(runOf(['a', [aligned, judge('polite')]], ['b', [plain]]))).not.toThrow()
  })

  test('may not differ and share a memory', async () => {
    expect(await refusal(() => checkMemories(runOf(['a', [aligned]], ['b', [other]]))))
      .toMatchInlineSnapshot(`
      {
        "code": "memory-conflict",
        "text": "Two different judges polite@aligned use the memory memory/polite: in evals/a.eval.ts > a and in evals/b.eval.ts > b; expected one judge.
        → Give one of them another name, or its own folder: aligned(judge, { memory: "folder" }).",
      }
    `)
  })
})
