/** What a build of the package reads, and its readme. */
export const buildInputs: readonly string[] = [
  'src',
  'reporters',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'rolldown.config.ts',
  'README.md',
]
