import { addPlugin, pluginCall } from './add-plugin.ts'
import { pluginModule } from './add-import.ts'
import { addScripts } from './add-scripts.ts'
import { exampleFiles } from './example.ts'
import type { ProjectFacts } from './project-facts.ts'

/** One file as it is and as it shall be; paths are relative to the project's folder, with `/`. */
export interface FileChange {
  path: string
  /** Undefined where there is no such file. */
  before?: string
  after: string
}

/** What `init` would do to a project. */
export interface InitPlan {
  changes: readonly FileChange[]
  /** What it leaves to the person, in sentences. */
  notices: readonly Notice[]
}

/** Something that a person has to know or to do. */
export interface Notice {
  text: string
  /** Lines of code to write, if any. */
  lines?: readonly string[]
}

/**
 * What setting a project up takes, from what is there: the plugin in Vitest's configuration, an example where there is
 * no evaluation, scripts, and `.env` kept out of git. Empty where all of it is there.
 */
export function planInit(facts: ProjectFacts, offline: boolean): InitPlan {
  const changes: FileChange[] = []
  const notices: Notice[] = []
  planConfig(facts, offline, changes, notices)
  const { text, taken } = addScripts(facts.manifest)
  if (text !== facts.manifest.text)
    changes.push({ path: 'package.json', before: facts.manifest.text, after: text })
  if (taken.length > 0) {
    notices.push({
      text: `package.json has other scripts under the names ${taken.join(', ')}: they stay as they are.`,
    })
  }
  if (!facts.evals.some((path) => /\.eval\.m?[jt]s$/.test(path))) planExample(facts, changes, notices)
  if (!ignoresEnvironment(facts)) changes.push(ignoreEnvironment(facts))
  return { changes, notices }
}

function planConfig(facts: ProjectFacts, offline: boolean, changes: FileChange[], notices: Notice[]): void {
  const { config, oldWorkspace, isModule, isTypeScript } = facts
  if (oldWorkspace !== undefined) {
    notices.push({
      text: `${oldWorkspace} is not read by Vitest any more: move its projects to test.projects of the configuration.`,
    })
  }
  if (config === undefined) {
    changes.push({
      path: `vitest.config.${isModule ? '' : 'm'}${isTypeScript ? 'ts' : 'js'}`,
      after: newConfig(offline),
    })
    return
  }
  const { path, text } = config
  const added = addPlugin(path, text, offline)
  if (added.kind === 'edited') {
    changes.push({ path, before: text, after: added.text })
  } else if (added.kind === 'left') {
    notices.push({
      text: `${path} was left as it is: ${added.why}. Add these two lines, the second to the object with the options:`,
      lines: [`import { judges } from '${pluginModule}'`, `plugins: [${pluginCall('judges', offline)}],`],
    })
  }
}

function planExample(
  { isTypeScript, isModule, config, evals }: ProjectFacts,
  changes: FileChange[],
  notices: Notice[],
): void {
  const needsNode = /\benvironment\b/.test(config?.text ?? '')
  const files = Object.entries(exampleFiles({ isTypeScript, isModule, needsNode }))
  const inTheWay = files.map(([path]) => path).filter((path) => evals.includes(path))
  if (inTheWay.length > 0) {
    notices.push({ text: `No example was written, as ${inTheWay.join(' and ')} is there already.` })
    return
  }
  for (const [path, after] of files) changes.push({ path, after })
}

function newConfig(offline: boolean): string {
  return `import { defineConfig } from 'vitest/config'
import { judges } from '${pluginModule}'

export default defineConfig({ plugins: [${pluginCall('judges', offline)}] })
`
}

/** What git says, and where there is no repository yet, whether the file that it will read says so by name. */
function ignoresEnvironment({ ignoresEnvironment, gitIgnore = '' }: ProjectFacts): boolean {
  return ignoresEnvironment ?? gitIgnore.split(/\r?\n/).includes('.env')
}

/** Keys stand in `.env`, which nobody wants in git. */
function ignoreEnvironment({ gitIgnore }: ProjectFacts): FileChange {
  if (gitIgnore === undefined) return { path: '.gitignore', after: '.env\n' }
  const lineBreak = gitIgnore.includes('\r\n') ? '\r\n' : '\n'
  const start = gitIgnore === '' || gitIgnore.endsWith('\n') ? gitIgnore : `${gitIgnore}${lineBreak}`
  return { path: '.gitignore', before: gitIgnore, after: `${start}.env${lineBreak}` }
}
