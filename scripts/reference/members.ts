import type { ParseResult } from 'oxc-parser'
import { docstringBefore } from '../../tests/repository/exports.ts'
import type { SourceFile } from '../../tests/repository/source-files.ts'

/** One member of an options type, as its source declares it. */
export interface Member {
  name: string
  /** The type's source text on one line; of a zod schema nothing. */
  type: string
  isOptional: boolean
  docstring: string
}

type Statement = ParseResult['program']['body'][number]
type Declaration = Extract<Statement, { type: 'TSInterfaceDeclaration' }>

/**
 * The members of an interface, those that it extends first, `Omit` heeded.
 *
 * @throws Error where no file or several declare it, or a member has no docstring
 */
export function interfaceMembers(name: string, files: readonly SourceFile[]): Member[] {
  const { file, node } = declarationOf(name, files)
  const inherited = node.extends.flatMap(({ expression, typeArguments }) => {
    const base = expression.type === 'Identifier' ? expression.name : ''
    if (base !== 'Omit') return interfaceMembers(base, files)
    const [from, omitted] = (typeArguments?.params ?? []).map(({ start, end }) => file.text.slice(start, end))
    const left = new Set([...(omitted ?? '').matchAll(/'([^']+)'/g)].map(([, one]) => one))
    return interfaceMembers((from ?? '').replace(/<[^]*$/, ''), files).filter((one) => !left.has(one.name))
  })
  const own = node.body.body.flatMap((member): Member[] => {
    if (member.type !== 'TSPropertySignature' || member.key.type !== 'Identifier') return []
    const annotation = member.typeAnnotation?.typeAnnotation
    const type = annotation ? oneLine(file.text.slice(annotation.start, annotation.end)) : ''
    if (type === 'never') return []
    return [
      {
        name: member.key.name,
        type,
        isOptional: member.optional,
        docstring: required(file, member.start, `${name}.${member.key.name}`),
      },
    ]
  })
  const replaced = new Map([...inherited, ...own].map((member) => [member.name, member]))
  return [...replaced.values()]
}

/**
 * The members of an object that is written out within a constant, such as the shape of a zod schema.
 *
 * @throws Error where a member has no docstring
 */
export function objectMembers(constant: string, file: SourceFile): Member[] {
  const found: Member[] = []
  for (const statement of file.parsed.program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type !== 'VariableDeclaration') continue
    for (const { id, init } of declaration.declarations) {
      if (id.type !== 'Identifier' || id.name !== constant || !init) continue
      const object = init.type === 'CallExpression' ? init.arguments[0] : init
      if (object?.type !== 'ObjectExpression') continue
      for (const property of object.properties) {
        if (property.type !== 'Property' || property.key.type !== 'Identifier') continue
        const { name } = property.key
        const docstring = required(file, property.start, `${constant}.${name}`)
        found.push({ name, type: '', isOptional: true, docstring })
      }
    }
  }
  if (found.length === 0) throw new Error(`${file.path} has no object ${constant}.`)
  return found
}

function declarationOf(name: string, files: readonly SourceFile[]): { file: SourceFile; node: Declaration } {
  const found = files.flatMap((file) =>
    file.parsed.program.body.flatMap((statement) => {
      const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
      return node?.type === 'TSInterfaceDeclaration' && node.id.name === name ? [{ file, node }] : []
    }),
  )
  const [only, ...others] = found
  if (only === undefined || others.length > 0) {
    throw new Error(`${found.length} files declare the interface ${name}; expected one.`)
  }
  return only
}

function required(file: SourceFile, start: number, what: string): string {
  const docstring = docstringBefore(file, start)
  if (docstring === undefined) throw new Error(`${file.path}: ${what} has no docstring; write one.`)
  return docstring.replaceAll(String.raw`*\/`, '*/')
}

function oneLine(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/([(<]) /g, '$1')
    .replaceAll(/,? ([)}>])/g, (_, close: string) => (close === '}' ? ' }' : close))
    .replace(/^\| /, '')
}
