import type { Run } from '../contract/index.ts'

/**
 * What has judges learn from what people said of them, command by command: all that are aligned at once, each other by
 * its name; of a run that was named, from that one.
 */
export function alignCommands(
  run: Run,
  judges: readonly string[],
  runFlag: string | undefined,
): [string, ...string[]] {
  const aligned = new Set(
    run.suites.flatMap((suite) =>
      suite.judges.flatMap(({ definition, memoryFolder }) => (memoryFolder ? [definition.name] : [])),
    ),
  )
  const plain = [...new Set(judges)].filter((name) => !aligned.has(name))
  const command = (...flags: string[]) =>
    ['npx vitest-judge align', ...flags, ...(runFlag === undefined ? [] : ['--run', quoted(runFlag)])].join(
      ' ',
    )
  const named = plain.map((name) => command('--judge', quoted(name)))
  const [first, ...others] = named
  if (first === undefined || judges.some((name) => aligned.has(name))) return [command(), ...named]
  return [first, ...others]
}

function quoted(text: string): string {
  return /^[\w./@-]+$/.test(text) ? text : JSON.stringify(text)
}
