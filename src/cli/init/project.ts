import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { VitestJudgeError } from '../../contract/index.ts'
import {
  checkVitest,
  planInit,
  readProject,
  workspaceChoice,
  type InitPlan,
  type WorkspaceChoice,
} from '../../init/index.ts'
import { projectPath, writeWhole } from '../../io/index.ts'
import { say, type CommandContext } from '../context.ts'
import { askForPackage, askForStandIn, askToWrite, noQuestions } from './questions.ts'
import { describeChanges, describeNext, describeProject } from './text.ts'
import { openQuestions } from '../questions.ts'

/** The flags of `init`. */
export interface InitFlags {
  yes?: boolean
  dryRun?: boolean
  package?: string
}

const example = 'npx vitest-judge init --yes'

/**
 * `init`: looks at the project, asks at most three questions, shows what it would change and writes it. Run again it
 * changes nothing.
 *
 * @throws VitestJudgeError `missing-file` without a package.json; `damaged-file`; `invalid-usage` for a Vitest that is
 * too old, a workspace whose package cannot be told, and a pipe without --yes or --dry-run
 */
export async function init(flags: InitFlags, context: CommandContext): Promise<void> {
  const { yes = false, dryRun = false } = flags
  const questions =
    yes || dryRun
      ? noQuestions
      : openQuestions(context, {
          isPlain: true,
          hint: `${example} asks nothing and writes; npx vitest-judge init --dry-run shows what that would be.`,
        })
  try {
    const choice = flags.package === undefined ? await workspaceChoice(context.root) : undefined
    const chosen =
      flags.package ??
      (choice === undefined
        ? '.'
        : ((await askForPackage(questions, choice, context)) ?? lonePackage(choice)))
    const folder = resolve(context.root, chosen)
    const facts = await readProject(folder, context.environment['npm_config_user_agent'])
    checkVitest(facts, supportedVitest())
    describeProject(facts, projectPath(context.root, folder), context)
    const hasModel = ['OPENAI_API_KEY', 'OPENAI_BASE_URL'].some((name) => context.environment[name])
    const withStandIn = planInit(facts, !hasModel)
    const isConfigOpen = withStandIn.changes.some(({ path }) => /^vite(st)?\.config\./.test(path))
    const offline = !hasModel && (!isConfigOpen || (await askForStandIn(questions, context)))
    const plan = planInit(facts, offline)
    describeChanges(plan, context)
    const isWritten =
      plan.changes.length > 0 && !dryRun && (await askToWrite(questions, plan.changes.length, context))
    if (isWritten) await write(folder, plan)
    if (plan.changes.length > 0 && !isWritten)
      say(context, `Nothing was written.${dryRun ? ` To write it: ${example}` : ''}`)
    else describeNext(facts, { folder: projectPath(context.root, folder), offline, plan }, context)
  } finally {
    questions.close()
  }
}

async function write(folder: string, { changes }: InitPlan): Promise<void> {
  for (const { path, after } of changes) await writeWhole(join(folder, path), after)
}

function lonePackage({ suggested, packages }: WorkspaceChoice): string {
  if (suggested !== undefined) return suggested
  const [, first] = packages
  throw new VitestJudgeError('invalid-usage', {
    message: `This is a workspace of ${packages.length - 1} packages, and not just one of them uses Vitest; expected the name of the one that is to hold the evaluations.`,
    hint: `For example: ${example} --package ${first} (or . for the root).`,
  })
}

/** The versions of Vitest that this package works with. */
function supportedVitest(): string {
  const manifest = createRequire(import.meta.url)('vitest-judge/package.json') as {
    peerDependencies: { vitest: string }
  }
  return manifest.peerDependencies.vitest
}
