import { modelFamily, type RunJudge, type RunRow } from '../../contract/index.ts'
import { verdictOf } from '../summary/judgements.ts'

/** Models of one family: the judge's, and those of the system under test. */
export interface SharedFamily {
  family: string
  judges: string[]
  systems: string[]
}

/**
 * The family that a judge's model shares with one that the system under test calls through `createClient` or
 * `createFetch`; undefined where there is none, or none is known.
 */
export function sharedFamily(
  rows: readonly RunRow[],
  { id, definition }: RunJudge,
): SharedFamily | undefined {
  const given = rows.flatMap((row) => {
    const verdict = verdictOf(row, id)
    return verdict?.outcome === 'scored' ? [verdict.model] : []
  })
  const judges = new Set(given.length > 0 ? given : [definition.model])
  const systems = new Set(rows.flatMap(({ app = [] }) => app.map(({ model }) => model)))
  for (const family of new Set([...judges].map(modelFamily))) {
    const ofFamily = (models: ReadonlySet<string>) =>
      [...models].filter((model) => modelFamily(model) === family).sort()
    if (family !== undefined && ofFamily(systems).length > 0) {
      return { family, judges: ofFamily(judges), systems: ofFamily(systems) }
    }
  }
  return undefined
}
