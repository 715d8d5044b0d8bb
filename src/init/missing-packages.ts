import type { ProjectFacts } from './project-facts.ts'

/** The packages that evaluations need and that are not installed, in the order of the install command. */
export function missingPackages({ installed, isTypeScript }: ProjectFacts): string[] {
  const needed = ['vitest', 'vitest-judge', ...(isTypeScript ? ['zod'] : [])]
  return needed.filter((name) => !installed.has(name))
}
