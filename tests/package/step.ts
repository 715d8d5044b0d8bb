import { deepEqual, equal, ok } from 'node:assert/strict'
import type { End } from './execute.ts'
import { stepProject, type Installation, type StepProject } from './step-project.ts'
import { supportFiles } from './support-files.ts'

/** Something that must work where the package is installed. */
export interface Step {
  /** In a word or two. */
  name: string
  /** Throws where it does not work. */
  run: (open: OpenProject) => Promise<void>
}

/** Writes the project of a step: the small one, with more files or others. */
export type OpenProject = (files?: Record<string, string>) => Promise<StepProject>

/** Takes a step where the package is installed, in a folder of its own. */
export async function takeStep({ name, run }: Step, installation: Installation): Promise<void> {
  await run((files = {}) =>
    stepProject(installation, name.replaceAll(' ', '-'), { ...supportFiles, ...files }),
  )
}

/** What a program must have ended with and printed. */
export interface Expected {
  exitCode?: number
  /** On standard output or error. */
  says?: readonly (string | RegExp)[]
}

/** Holds the end of a program against what was expected of it; gives what it printed. */
export function expectEnd({ exitCode, stdout, stderr }: End, expected: Expected = {}): string {
  const printed = `${stdout}\n${stderr}`
  equal(
    exitCode,
    expected.exitCode ?? 0,
    `ended with ${exitCode}, not ${expected.exitCode ?? 0}:\n${printed}`,
  )
  const words = printed.replaceAll(/\s+/g, ' ')
  for (const text of expected.says ?? []) {
    const isSaid = typeof text === 'string' ? words.includes(text) : text.test(words)
    ok(isSaid, `did not say ${String(text)}:\n${printed}`)
  }
  return printed
}

/** Holds values against expected ones, as JSON has them. */
export function expectSame(actual: unknown, expected: unknown): void {
  deepEqual(JSON.parse(JSON.stringify(actual)), expected)
}
