import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { faultOf } from './command-checks.ts'
import { blocksIn, pages } from './pages.ts'
import { shellCommands } from './shell-lines.ts'

/** The faults of a shell block, each with its line on the page. */
async function faults(text: string, page: string, first = 1): Promise<string[]> {
  const found: string[] = []
  try {
    for (const command of shellCommands(text)) {
      const fault = await faultOf(command, dirname(page))
      if (fault !== undefined) found.push(`${page}:${first + command.line} ${fault}`)
    }
  } catch (error) {
    found.push(`${page}:${first} ${(error as Error).message}`)
  }
  return found
}

test('every command of every page is one that its program takes', async () => {
  const blocks = blocksIn('sh')
  expect(blocks.length).toBeGreaterThan(20)
  const found: string[] = []
  for (const { place, text, page } of blocks) {
    found.push(...(await faults(text, page.path, Number(place.split(':').at(-1)))))
  }
  expect(found).toEqual([])
})

test('commands that pages name within the text are such, too', async () => {
  const found: string[] = []
  for (const { path, text } of pages) {
    const prose = text.replaceAll(/^(\s*)(`{3,})[^]*?^\1\2\s*$/gm, '')
    for (const [, line = ''] of prose.matchAll(/`(npx vitest(?:-judge)? [^`]+)`/g)) {
      if (/[<[…|]|\.\.\./.test(line)) continue
      // The text may name a command without what it wants, or one below which several stand.
      const own = await faults(line, path)
      found.push(...own.filter((fault) => !/ \(outputHelp\)$| missing required argument /.test(fault)))
    }
  }
  expect(found).toEqual([])
})

test('the steps of workflows run such, too', async () => {
  const blocks = blocksIn('yaml')
  const found: string[] = []
  let steps = 0
  for (const { place, text, page } of blocks) {
    for (const step of stepsIn(parse(text))) {
      steps++
      found.push(
        ...(await faults(step.replaceAll(/\$\{\{.*?\}\}/g, '1'), page.path)).map(
          (fault) => `${place} ${fault}`,
        ),
      )
    }
  }
  expect(steps).toBeGreaterThan(10)
  expect(found).toEqual([])
})

/** What the steps of a workflow run, GitHub's `run` and GitLab's scripts, wherever they stand. */
function stepsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(stepsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (key === 'run' && typeof inner === 'string') return [inner]
    if (/^(before_|after_)?script$/.test(key)) return [inner].flat().map(String)
    return stepsIn(inner)
  })
}

describe('the check of commands', () => {
  test('refuses unknown commands, flags, values and missing arguments, as the program itself does', async () => {
    const lines = [
      'npx vitest-judge alin',
      'npx vitest-judge align --jugde polite',
      'npx vitest-judge gate --accuracy 80%',
      'npx vitest-judge compare',
      'npx vitest-judge align --teach some',
      'npx vitest-judge memory versoins',
      'npx vitest-judge',
      'npx vitest-judge gate RUN RUN --accuracy 0.8 && npx vitest-judge report --markdown > report.md',
      'npx vitest run evals --sharrd=1/2',
      'npx vitest run evals -u --shard=1/2 --reporter=blob',
      'npm run nothing',
      'node scripts/nothing.ts',
      'VITEST_JUDGE_RECORDING=replay npx vitest run evals',
      'curl elsewhere',
    ]
    const found = await faults(lines.join('\n'), 'PAGE.md')
    expect(found.map((fault) => fault.replace(/ \(Did you.*|\n.*|; it has .*/gs, ''))).toMatchInlineSnapshot(`
      [
        "PAGE.md:1 error: unknown command 'alin'",
        "PAGE.md:2 error: unknown option '--jugde'",
        "PAGE.md:3 error: option '--accuracy <share>' argument '80%' is invalid. Expected a share from 0 to 1, received "80%". Write 0.8 for 80 %.",
        "PAGE.md:4 error: missing required argument 'sides'",
        "PAGE.md:5 error: option '--teach <rows>' argument 'some' is invalid. Allowed choices are mismatches, all.",
        "PAGE.md:6 error: too many arguments for 'memory'. Expected 0 arguments but got 1.",
        "PAGE.md:7 no command is named",
        "PAGE.md:9 Unknown option \`--sharrd\`",
        "PAGE.md:11 npm has no script nothing here",
        "PAGE.md:12 there is no scripts/nothing.ts",
        "PAGE.md:13 nobody reads VITEST_JUDGE_RECORDING",
        "PAGE.md:14 the program curl is not known",
      ]
    `)
  })

  test('reads quotes, comments, variables, redirections and lines that go on', () => {
    const text = [
      `A=1 npx vitest-judge gate --slice 'a b:kappa=0.4' \\`,
      `  --judge "x > y" > out.txt # why`,
      'one && two|three; four',
    ].join('\n')
    expect(shellCommands(text)).toEqual([
      {
        words: ['npx', 'vitest-judge', 'gate', '--slice', 'a b:kappa=0.4', '--judge', 'x > y'],
        variables: ['A=1'],
        line: 0,
      },
      ...['one', 'two', 'three', 'four'].map((word) => ({ words: [word], variables: [], line: 2 })),
    ])
    expect(() => shellCommands(`echo 'open`)).toThrow(`cannot be read from here on:  'open`)
  })
})
