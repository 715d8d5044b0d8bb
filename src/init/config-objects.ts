import type {
  Expression,
  Function as FunctionNode,
  Node,
  ObjectExpression,
  Program,
  Statement,
} from 'oxc-parser'
import { childrenOf, someNode } from './source.ts'

/** Where a configuration's objects are looked for: the statements in reach, the innermost first. */
interface Scope {
  program: Program
  bodies: readonly (readonly Node[])[]
}

const wrappers = new Set(['defineConfig', 'defineProject'])
const configModules = new Set(['vitest/config', 'vite'])

/**
 * The object literals that a Vite or Vitest configuration file exports, one for each way that its function ends; or
 * undefined where it cannot be told from the file alone. Sees through `defineConfig`, `mergeConfig` (its last
 * literal), functions, constants, `satisfies` and `as`, `export default` and `module.exports`.
 */
export function configObjects(program: Program): ObjectExpression[] | undefined {
  const scope: Scope = { program, bodies: [program.body] }
  for (const statement of program.body) {
    if (statement.type === 'ExportDefaultDeclaration') return resolve(statement.declaration, scope)
    if (statement.type !== 'ExpressionStatement') continue
    const { expression } = statement
    if (expression.type !== 'AssignmentExpression' || expression.operator !== '=') continue
    if (isModuleExports(expression.left)) return resolve(expression.right, scope)
  }
  return undefined
}

/** The object literals that an expression at the top of a file comes to; undefined where that cannot be told. */
export function objectsOf(node: Node, program: Program): ObjectExpression[] | undefined {
  return resolve(node, { program, bodies: [program.body] })
}

/** The object literals that an expression comes to. */
function resolve(node: Node, scope: Scope): ObjectExpression[] | undefined {
  switch (node.type) {
    case 'ObjectExpression':
      return [node]
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return resolve(node.expression, scope)
    case 'ArrowFunctionExpression':
      return node.body.type === 'BlockStatement' ? ends(node.body.body, scope) : resolve(node.body, scope)
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      return ends(bodyOf(node), scope)
    case 'Identifier':
      return resolveName(node.name, scope)
    case 'CallExpression':
      return resolveCall(node, scope)
    default:
      return undefined
  }
}

/** What `defineConfig(...)` and `mergeConfig(...)` of Vite and Vitest come to; of other calls nothing is known. */
function resolveCall(
  { callee, arguments: given }: Extract<Expression, { type: 'CallExpression' }>,
  scope: Scope,
): ObjectExpression[] | undefined {
  if (callee.type !== 'Identifier') return undefined
  const name = importedName(callee.name, scope.program)
  if (name === undefined) return undefined
  if (wrappers.has(name)) return given[0] === undefined ? undefined : resolve(given[0], scope)
  if (name !== 'mergeConfig') return undefined
  for (const part of given.toReversed()) {
    const found = resolve(part, scope)
    if (found !== undefined) return found
  }
  return undefined
}

/** What a constant or function of the file comes to, if nothing in the file changes it afterwards. */
function resolveName(name: string, scope: Scope): ObjectExpression[] | undefined {
  if (isChanged(name, scope.program)) return undefined
  for (const [depth, body] of scope.bodies.entries()) {
    const outer = { ...scope, bodies: scope.bodies.slice(depth) }
    for (const statement of body.map((one) => declarationOf(one))) {
      if (statement.type === 'FunctionDeclaration' && statement.id?.name === name)
        return resolve(statement, outer)
      if (statement.type !== 'VariableDeclaration') continue
      const own = statement.declarations.find(({ id }) => id.type === 'Identifier' && id.name === name)
      if (own === undefined) continue
      return statement.kind === 'const' && own.init !== null ? resolve(own.init, outer) : undefined
    }
  }
  return undefined
}

/** The object literals of all `return` statements of a function's body. */
function ends(body: readonly Statement[], scope: Scope): ObjectExpression[] | undefined {
  const returns = body.flatMap(returnsOf)
  const own = { ...scope, bodies: [body, ...scope.bodies] }
  const found = returns.map(({ argument }) => (argument === null ? undefined : resolve(argument, own)))
  return found.length === 0 || found.includes(undefined)
    ? undefined
    : [...new Set(found.flatMap((one) => one ?? []))]
}

function returnsOf(node: Node): Extract<Statement, { type: 'ReturnStatement' }>[] {
  if (node.type === 'ReturnStatement') return [node]
  return isFunction(node) ? [] : childrenOf(node).flatMap(returnsOf)
}

function isFunction({ type }: Node): boolean {
  return [
    'FunctionDeclaration',
    'FunctionExpression',
    'ArrowFunctionExpression',
    'ClassDeclaration',
    'ClassExpression',
  ].includes(type)
}

function bodyOf({ body }: FunctionNode): readonly Statement[] {
  return body?.body ?? []
}

function declarationOf(statement: Node): Node {
  return statement.type === 'ExportNamedDeclaration' && statement.declaration !== null
    ? statement.declaration
    : statement
}

/** True where the file assigns to the name or to a part of it. */
function isChanged(name: string, program: Program): boolean {
  return someNode(program, (node) => node.type === 'AssignmentExpression' && rootName(node.left) === name)
}

function rootName(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name
  return node.type === 'MemberExpression' ? rootName(node.object) : undefined
}

/** What a name was called where it was imported or required from Vite or Vitest. */
function importedName(local: string, { body }: Program): string | undefined {
  for (const statement of body) {
    if (statement.type === 'ImportDeclaration' && configModules.has(statement.source.value)) {
      for (const one of statement.specifiers) {
        if (one.type !== 'ImportSpecifier' || one.local.name !== local) continue
        return one.imported.type === 'Identifier' ? one.imported.name : one.imported.value
      }
    }
    if (statement.type === 'VariableDeclaration') {
      for (const { id, init } of statement.declarations) {
        if (id.type !== 'ObjectPattern' || !configModules.has(requiredModule(init) ?? '')) continue
        for (const one of id.properties) {
          if (one.type !== 'Property' || one.value.type !== 'Identifier' || one.value.name !== local) continue
          if (one.key.type === 'Identifier') return one.key.name
        }
      }
    }
  }
  return undefined
}

/** The module of `require('…')`. */
export function requiredModule(node: Node | null): string | undefined {
  if (node?.type !== 'CallExpression' || node.callee.type !== 'Identifier') return undefined
  const [first] = node.arguments
  if (node.callee.name !== 'require' || first?.type !== 'Literal') return undefined
  return typeof first.value === 'string' ? first.value : undefined
}

function isModuleExports(node: Node): boolean {
  return (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === 'module' &&
    node.property.type === 'Identifier' &&
    node.property.name === 'exports'
  )
}
