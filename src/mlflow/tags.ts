import { ownKeys } from './trace.ts'

/**
 * The tags of a row from the tags of a trace, which are names with values: `name=value`, or the name alone where the
 * value is empty. Those of MLflow itself (`mlflow.…`) are left out.
 */
export function tagsOf(tags: Record<string, string>): string[] {
  const own = tags[ownKeys.tags]
  if (own !== undefined) {
    try {
      const list: unknown = JSON.parse(own)
      if (Array.isArray(list) && list.every((tag) => typeof tag === 'string')) return list
    } catch {
      // Somebody else's: it is a tag like any other.
    }
  }
  return Object.entries(tags)
    .filter(([key]) => !key.startsWith('mlflow.') && key !== ownKeys.weight && key !== ownKeys.pickedBy)
    .map(([key, value]) => (value === '' ? key : `${key}=${value}`))
}

/** The tags of a trace for those of a row; as one tag of ours where they would not come back the same. */
export function toTraceTags(tags: readonly string[]): Record<string, string> {
  const given: Record<string, string> = Object.fromEntries(
    tags.map((tag) => {
      const at = tag.indexOf('=')
      return at === -1 ? [tag, ''] : [tag.slice(0, at), tag.slice(at + 1)]
    }),
  )
  const comesBack = JSON.stringify(tagsOf(given)) === JSON.stringify(tags)
  return comesBack ? given : { [ownKeys.tags]: JSON.stringify(tags) }
}
