import { Visitor } from 'oxc-parser'
import { expect, test } from 'vitest'
import { faultOf } from './command-checks.ts'
import { shellCommands } from './shell-lines.ts'
import { parseSource, sourceFiles, type SourceFile } from './source-files.ts'

/** What stands for whatever a template puts in: a file, an id, a number. */
const filled = '1'

/** Where a command ends within a sentence. */
const ending = /[.;:,)`](?= |$|[)`])| \(| → | {2,}| (?=or |and |to |in |for )/

/** The commands that the texts of a file name: `npx vitest-judge …` and `npx vitest …`, without those cut short by `…`. */
function namedCommands({ parsed }: Pick<SourceFile, 'parsed'>): string[] {
  const texts: string[] = []
  new Visitor({
    Literal: ({ value }) => {
      if (typeof value === 'string') texts.push(value)
    },
    TemplateLiteral: ({ quasis }) => {
      texts.push(quasis.map(({ value }) => value.cooked ?? '').join(filled))
    },
  }).visit(parsed.program)
  return texts
    .flatMap((text) => text.match(/npx vitest(?:-judge)? (?:(?!npx vitest)[^\n])*/g) ?? [])
    .map((command) => (command.split(ending)[0] ?? '').trim())
    .filter((command) => !/[<…|[]|\.\.\.$/.test(command) && !command.startsWith(`npx vitest-judge ${filled}`))
}

/** What is wrong with a command of a text, which may go on behind it: what there is too much of is no fault. */
async function textFault(command: string): Promise<string | undefined> {
  for (const one of shellCommands(command)) {
    const fault = await faultOf(one, 'src')
    if (fault !== undefined && !/ too many arguments /.test(fault)) return fault
  }
  return undefined
}

test('every command that a message names is one that there is, with its flags', async () => {
  const found: string[] = []
  let named = 0
  for (const file of sourceFiles) {
    for (const command of namedCommands(file)) {
      named++
      const fault = await textFault(command)
      if (fault !== undefined) found.push(`${file.path} ${command}: ${fault}`)
    }
  }
  expect(named).toBeGreaterThan(50)
  expect(found).toEqual([])
})

test('a command that there is not is found, wherever it stands in a text', async () => {
  const file = parseSource(
    'a.ts',
    [
      `const a = 'Write npx vitest-judge align --jugde polite, or wait.'`,
      'const b = `Look: npx vitest-judge memory diff ${id} says it; npx vitest-judge alin`',
      `const c = 'npx vitest-judge memory <command> …, npx vitest-judge align again'`,
      'const d = `npx vitest-judge ${command} ${id}`',
    ].join('\n'),
  )
  const commands = namedCommands(file)
  const faults = await Promise.all(commands.map(async (command) => [command, await textFault(command)]))
  expect(faults.filter(([, fault]) => fault !== undefined).map(([command]) => command)).toEqual([
    'npx vitest-judge align --jugde polite',
    'npx vitest-judge alin',
  ])
  expect(commands).toContain('npx vitest-judge memory diff 1 says it')
})
