import type { Command } from 'commander'
import { VitestJudgeError } from '../contract/index.ts'
import { say, type CommandContext } from './context.ts'
import { examples } from './help.ts'
import { chooseMemory, findChosen, noMemory, onlyVersions, type MemoryFlags } from './memory/choice.ts'
import { rebuild, verify } from './memory/files.ts'
import { describeMemory, shownMemory, summariseMemory, type ShownMemory } from './memory/show.ts'
import { rollBack, showDiff, showVersions } from './memory/versions.ts'

/** Adds the command `memory` with its parts. */
export function registerMemory(root: Command, context: CommandContext): void {
  const withFlags = (command: Command, unnamed: 'all' | 'the only one') =>
    command
      .option('--judge <name>', `the memory of this judge: name or name@aligned (default: ${unnamed})`)
      .option('--memory <folder>', `the folder that holds memory.json (default: ${unnamed})`)
      .option('--json', 'print the outcome as JSON')
  const memory = withFlags(
    root
      .command('memory')
      .summary('look into memories, compare versions, roll back')
      .description('look into memories: one alone is shown whole, several in a few lines each')
      .addHelpText(
        'after',
        examples(
          context,
          ['which memories there are', 'npx vitest-judge memory'],
          ['what has been installed for one judge', 'npx vitest-judge memory versions --judge polite'],
        ),
      ),
    'all',
  ).action((flags: MemoryFlags) => list(flags, context))
  // A flag behind a part's name is read as one of `memory` itself, which has the same.
  const add = (
    name: string,
    description: string,
    example: readonly [what: string, line: string],
    run: (flags: MemoryFlags, ids: string[]) => Promise<void>,
  ) =>
    withFlags(
      memory.command(name).description(description).addHelpText('after', examples(context, example)),
      name === 'verify' ? 'all' : 'the only one',
    ).action((...given: unknown[]) => {
      const command = given.at(-1) as Command
      return run(command.optsWithGlobals<MemoryFlags>(), command.args)
    })
  add(
    'show',
    'one memory whole: settings, examples in numbers, every guideline',
    ['all that polite@aligned has learned', 'npx vitest-judge memory show --judge polite'],
    (flags) => show(flags, context),
  )
  add(
    'versions',
    'what was installed, the last first',
    ['the versions of one memory', 'npx vitest-judge memory versions --judge polite'],
    (flags) => showVersions(flags, context),
  )
  add(
    'diff',
    'what differs between two versions, or one and the memory as it stands',
    ['what has changed since a version', 'npx vitest-judge memory diff 3f2a'],
    (flags, [id = '', other]) => showDiff([id, other], flags, context),
  )
    .argument('<id>', 'a version, or the beginning of its id')
    .argument('[other]', 'a later version (default: the memory as it stands)')
  add(
    'rollback',
    'make a version the memory again',
    ['go back to a version, by the beginning of its id', 'npx vitest-judge memory rollback 3f2a'],
    (flags, [id = '']) => rollBack(id, flags, context),
  ).argument('<id>', 'a version, or the beginning of its id')
  add(
    'verify',
    'check all files; exit 3 when one is damaged',
    ['every memory of the project', 'npx vitest-judge memory verify'],
    (flags) => verify(flags, context),
  )
  add(
    'rebuild',
    'make the index on disk anew',
    ['the index of one memory', 'npx vitest-judge memory rebuild --judge polite'],
    (flags) => rebuild(flags, context),
  )
}

/** `memory`: all memories in a few lines each; one alone is shown whole. */
async function list(flags: MemoryFlags, context: CommandContext): Promise<void> {
  const found = await findChosen(flags, context)
  if (found.length === 0) throw noMemory()
  const shown: ShownMemory[] = []
  const faults: string[] = []
  for (const chosen of found) {
    try {
      const memory = await shownMemory(chosen, context)
      if (memory === undefined) faults.push(`${chosen.shown} holds versions and no memory.json.`)
      else shown.push(memory)
    } catch (error) {
      if (!VitestJudgeError.is(error) || found.length === 1) throw error
      // One that is damaged keeps the others from nobody.
      faults.push(error.message.split('\n')[0] as string)
      context.exit(3)
    }
  }
  if (flags.json) return say(context, JSON.stringify(shown.map(toJson), null, 2))
  const [only] = shown
  if (found.length === 1 && only !== undefined) return describeMemory(only, context)
  for (const memory of shown) summariseMemory(memory, context)
  for (const fault of faults) say(context, fault.replaceAll(`${context.root}/`, ''))
}

async function show(flags: MemoryFlags, context: CommandContext): Promise<void> {
  const chosen = await chooseMemory(flags, context)
  const shown = await shownMemory(chosen, context)
  if (shown === undefined) throw onlyVersions(chosen)
  if (flags.json) return say(context, JSON.stringify(toJson(shown), null, 2))
  describeMemory(shown, context)
}

/** Without the texts of examples: whoever wants them reads memory.json. */
function toJson({ memory, versions, ...rest }: ShownMemory) {
  const { episodes, ...settings } = memory
  const byValue = Map.groupBy(episodes, ({ value }) => String(value))
  return {
    ...rest,
    versions: versions.length,
    memory: settings,
    examples: {
      total: episodes.length,
      byValue: Object.fromEntries([...byValue].map(([value, { length }]) => [value, length]).toSorted()),
    },
  }
}
