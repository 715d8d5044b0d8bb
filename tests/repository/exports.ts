import type { SourceFile } from './source-files.ts'
import { moduleRequests } from './source-files.ts'

/** One exported name and where it is declared. */
export interface ExportedName {
  name: string
  /** The file that declares it. */
  path: string
  /** The text of the docstring right above the declaration, without its stars; undefined without one. */
  docstring: string | undefined
}

/** The names that a module exports, each followed to its declaration in the given files; sorted by name. */
export function exportedNames(path: string, files: ReadonlyMap<string, SourceFile>): ExportedName[] {
  const file = files.get(path)
  if (file === undefined) throw new Error(`${path} is not one of the files`)
  const targets = new Map(moduleRequests(file).map(({ specifier, target }) => [specifier, target]))
  const imported = new Map<string, { specifier: string; name: string }>()
  for (const { moduleRequest, entries } of file.parsed.module.staticImports) {
    for (const { localName, importName } of entries) {
      imported.set(localName.value, { specifier: moduleRequest.value, name: importName.name ?? 'default' })
    }
  }
  const found: ExportedName[] = []
  const follow = (specifier: string, from: string, name: string) => {
    const target = targets.get(specifier)
    if (target === undefined) return
    for (const one of exportedNames(target, files)) if (one.name === from) found.push({ ...one, name })
  }
  for (const { moduleRequest, importName, exportName, localName } of file.parsed.module.staticExports.flatMap(
    ({ entries }) => entries,
  )) {
    const exportKind: string = exportName.kind
    const importKind: string = importName.kind
    const name = exportKind === 'Default' ? 'default' : (exportName.name ?? '')
    if (moduleRequest !== null) {
      const all = importKind === 'AllButDefault' || importKind === 'All'
      const target = targets.get(moduleRequest.value)
      if (!all) follow(moduleRequest.value, importName.name ?? '', name)
      else if (target !== undefined)
        found.push(...exportedNames(target, files).filter((one) => one.name !== 'default'))
      continue
    }
    const local = localName.name ?? name
    const source = imported.get(local)
    if (source !== undefined) {
      follow(source.specifier, source.name, name)
    } else found.push({ name, path, docstring: docstringOf(local, file) })
  }
  const once = new Map(found.map((one) => [`${one.name} ${one.path}`, one]))
  return [...once.values()].toSorted((left, right) =>
    left.name < right.name ? -1 : left.name > right.name ? 1 : 0,
  )
}

/** The docstring right above a top-level declaration; the first one's, where a name is declared several times. */
export function docstringOf(name: string, { text, parsed }: SourceFile): string | undefined {
  for (const statement of parsed.program.body) {
    const exported =
      statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
    const declaration = exported ? statement.declaration : statement
    if (declaration === null || !declaredNames(declaration).includes(name)) continue
    const docstring = docstringBefore({ text, parsed }, statement.start)
    if (docstring !== undefined) return docstring
  }
  return undefined
}

/** The docstring that ends right before a place in a file, without its stars, on one line. */
export function docstringBefore(
  { text, parsed }: Pick<SourceFile, 'text' | 'parsed'>,
  start: number,
): string | undefined {
  const comment = parsed.comments.findLast(({ end }) => end <= start)
  if (comment === undefined || comment.type !== 'Block' || !comment.value.startsWith('*')) return undefined
  if (text.slice(comment.end, start).trim() !== '') return undefined
  return comment.value
    .replaceAll(/^\s*\*+/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function declaredNames(declaration: { type: string }): string[] {
  if ('declarations' in declaration) {
    const { declarations } = declaration as { declarations: { id: { name?: string } }[] }
    return declarations.flatMap(({ id }) => id.name ?? [])
  }
  const { id } = declaration as { id?: { name?: string } | null }
  return id?.name === undefined ? [] : [id.name]
}
