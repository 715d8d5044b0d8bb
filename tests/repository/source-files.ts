import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync, Visitor, type Node, type ParseResult } from 'oxc-parser'

/** The repository's root. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** One parsed TypeScript file; paths start at the repository's root and use `/`. */
export interface SourceFile {
  path: string
  text: string
  parsed: ParseResult
}

/** One module that a file names: `import`, `export … from`, `import()` or the type `import('…')`. */
export interface ModuleRequest {
  from: string
  /** As written. */
  specifier: string
  /** The file it means, for a relative specifier. */
  target?: string
  /** True when nothing is left of it at run time. */
  typeOnly: boolean
  /** True for `import(...)`, which loads when it is reached. */
  isDeferred: boolean
}

/** All files below the given folders that end as asked, sorted. */
export function filesBelow(folders: readonly string[], ending: string): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    )
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith(ending))
    .toSorted()
}

/** Parses one text; throws where it is not TypeScript. */
export function parseSource(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text)
  if (parsed.errors.length > 0) throw new Error(`${path}: ${parsed.errors[0]?.message ?? 'does not parse'}`)
  return { path, text, parsed }
}

/** The package's own source, parsed: everything in `src` and `reporters`. */
export const sourceFiles: readonly SourceFile[] = ['.ts', '.tsx']
  .flatMap((ending) => filesBelow(['src', 'reporters'], ending))
  .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')))

/** Every module that a file names (ES modules only), in the order of the text; a computed `import(name)` as its source text. */
export function moduleRequests({ path, text, parsed }: SourceFile): ModuleRequest[] {
  const found: { at: number; specifier: string; typeOnly: boolean; isDeferred: boolean }[] = []
  const add = (node: Node, typeOnly: boolean, isDeferred = false) => {
    const literal = node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
    found.push({
      at: node.start,
      specifier: literal ?? text.slice(node.start, node.end),
      typeOnly,
      isDeferred,
    })
  }
  new Visitor({
    ImportDeclaration: (node) => add(node.source, node.importKind === 'type'),
    ExportAllDeclaration: (node) => add(node.source, node.exportKind === 'type'),
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) add(node.source, node.exportKind === 'type')
    },
    ImportExpression: (node) => add(node.source, false, true),
    TSImportType: (node) => add(node.source, true),
  }).visit(parsed.program)
  found.sort((left, right) => left.at - right.at)
  return found.map(({ at: _, ...facts }) => {
    const { specifier } = facts
    const request: ModuleRequest = { from: path, ...facts }
    if (specifier.startsWith('.')) request.target = normalize(join(dirname(path), specifier))
    return request
  })
}

/** The room of a file: `judge` for `src/judge/value.ts`, `index` for `src/index.ts`, `reporters`. */
export function roomOf(path: string): string {
  const [folder = '', room = '', ...rest] = path.split('/')
  if (folder !== 'src') return folder
  return rest.length === 0 ? room.replace(/\.ts$/, '') : room
}

/** Every place of a file where the clock or chance is read directly: `Math.random`, `Date.now`, `new Date()`. */
export function impureReads({ text, parsed }: SourceFile): string[] {
  const found: string[] = []
  const forbidden = new Set(['Math.random', 'Date.now', 'performance.now'])
  new Visitor({
    MemberExpression: (node) => {
      const written = text.slice(node.start, node.end).replaceAll(/\s|\?|globalThis\./g, '')
      if (forbidden.has(written)) found.push(written)
    },
    NewExpression: (node) => {
      const isDate = node.callee.type === 'Identifier' && node.callee.name === 'Date'
      if (isDate && node.arguments.length === 0) found.push('new Date()')
    },
  }).visit(parsed.program)
  return found
}

/** True when a file calls `fetch` itself or hands the global one on. */
export function usesFetch({ parsed, text }: SourceFile): boolean {
  let found = false
  new Visitor({
    CallExpression: ({ callee }) => {
      if (callee.type === 'Identifier' && callee.name === 'fetch') found = true
    },
    MemberExpression: (node) => {
      if (text.slice(node.start, node.end) === 'globalThis.fetch') found = true
    },
  }).visit(parsed.program)
  return found
}
