import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { exportedNames } from '../tests/repository/exports.ts'
import { sourceFiles } from '../tests/repository/source-files.ts'
import { commandSections } from './reference/commands.ts'
import { environmentTable, errorTables, fileTables, firstSentence, unscoredTable } from './reference/facts.ts'
import { optionSections, prose } from './reference/options.ts'
import { table } from './reference/table.ts'

/** What users import from, with the file that it is made of. */
const entries = {
  'vitest-judge': 'src/index.ts',
  'vitest-judge/plugin': 'src/suite/plugin.ts',
  'vitest-judge/reporter': 'reporters/index.ts',
  'vitest-judge/statistics': 'src/agreement/statistics.ts',
}

/** The text of docs/reference.md: commands, options, names, variables, files and codes, as the source has them. */
export function referencePage(): string {
  const files = new Map(sourceFiles.map((file) => [file.path, file]))
  const names = Object.entries(entries).flatMap(([specifier, path]) => [
    `### \`${specifier}\``,
    table(
      ['name', 'what'],
      exportedNames(path, files).map(({ name, docstring }) => [
        `\`${name}\``,
        firstSentence(prose(docstring ?? '')),
      ]),
    ),
  ])
  const parts = [
    '# Reference',
    'Commands, options, names, variables, files and codes. This page is made from the source by `node scripts/write-reference.ts`, and a test holds it to it; what it is all good for stands in [the other pages](index.md).',
    '## Commands',
    'Every command takes `--help`. Ids of judges are `name` for the plain judge and `name@aligned` for the aligned one.',
    ...commandSections(),
    '## Options',
    ...optionSections(sourceFiles),
    '## Environment variables',
    '`.env` in the project is read too, and never overrides what is set.',
    environmentTable(),
    '## Reasons of the unscored',
    'Why a judge that was asked gave no usable verdict. Each counts against the judge, never as a verdict.',
    unscoredTable(sourceFiles),
    '## Files',
    '`E` is the folder of the eval file, for example `evals/pubmed`. [files.md](files.md) says more of each.',
    ...fileTables(),
    '## Exit codes',
    ...errorTables(),
    '## Names',
    'All that can be imported, in the order of the alphabet.',
    ...names,
  ]
  return `${parts.join('\n\n')}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('../docs/reference.md', import.meta.url), referencePage())
}
