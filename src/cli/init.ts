import type { Command } from 'commander'
import type { CommandContext } from './context.ts'
import { examples } from './help.ts'
import type { InitFlags } from './init/project.ts'

/** Adds the command `init`. */
export function registerInit(root: Command, context: CommandContext): void {
  root
    .command('init')
    .summary('set a project up: plugin, example evaluation, scripts')
    .description(
      'set a project up: the plugin in its Vitest configuration, an example evaluation, scripts; shows the diff first',
    )
    .option('--yes', 'ask nothing and write')
    .option('--dry-run', 'show the diff, ask nothing and write nothing')
    .option('--package <folder>', 'the package of a workspace that is to hold the evaluations')
    .addHelpText(
      'after',
      examples(
        context,
        ['ask what cannot be seen, show the diff, write', 'npx vitest-judge init'],
        [
          'the same for one package of a workspace, without a question',
          'npx vitest-judge init --package packages/api --yes',
        ],
      ),
    )
    // The parser of JavaScript is loaded for this command alone.
    .action(async (flags: InitFlags) => (await import('./init/project.ts')).init(flags, context))
}
