import type { MagicString } from 'magic-string'
import type { Node } from 'oxc-parser'
import { requiredModule } from './config-objects.ts'
import { afterLineComment, someNode, type Source } from './source.ts'

/** The module of the Vitest plugin. */
export const pluginModule = 'vitest-judge/plugin'

/** True where a file imports or requires the plugin. */
export function importsPlugin({ program }: Source): boolean {
  return someNode(
    program,
    (node) =>
      (node.type === 'ImportDeclaration' && node.source.value === pluginModule) ||
      (node.type === 'ImportExpression' &&
        node.source.type === 'Literal' &&
        node.source.value === pluginModule) ||
      requiredModule(node) === pluginModule,
  )
}

/**
 * Imports `judges` as the file imports the rest (`import` or `require`, quotes, semicolons), after its other imports;
 * gives the name by which the file then knows it: another one where `judges` is taken.
 */
export function addImport(edit: MagicString, source: Source): string {
  const { text, program, lineBreak } = source
  const isTaken = someNode(program, (node) => node.type === 'Identifier' && node.name === 'judges')
  const name = isTaken ? 'vitestJudges' : 'judges'
  const imports = program.body.filter(
    ({ type }) => type === 'ImportDeclaration' || type === 'TSImportEqualsDeclaration',
  )
  const requires = program.body.filter(isRequire)
  const isCommonJs = imports.length === 0 && (requires.length > 0 || !hasModuleSyntax(program.body))
  const line = (like: string) => {
    const quote = /["'][^"']*$/.exec(like)?.[0].charAt(0) ?? "'"
    const ending = like === '' ? (/;\s*$/.test(text) ? ';' : '') : like.endsWith(';') ? ';' : ''
    const from = `${quote}${pluginModule}${quote}`
    const [names, call] = isCommonJs
      ? [isTaken ? `{ judges: ${name} }` : '{ judges }', `require(${from})`]
      : [isTaken ? `{ judges as ${name} }` : '{ judges }', from]
    return isCommonJs ? `const ${names} = ${call}${ending}` : `import ${names} from ${call}${ending}`
  }
  const last = (isCommonJs ? requires : imports).at(-1)
  if (last !== undefined) {
    const place = afterLineComment(source, last.end)
    const written = text.slice(last.start, last.end)
    // Two statements on one line: the next one stays behind ours.
    edit.appendLeft(place, `${lineBreak}${line(written)}${isAtLineEnd(text, place) ? '' : lineBreak}`)
  } else {
    edit.appendLeft(firstPlace(source), `${line('')}${lineBreak}${lineBreak}`)
  }
  return name
}

/** Where a first import goes: before the first statement and its docstring, after what stands at the top of a file. */
function firstPlace({ text, program, comments }: Source): number {
  const first = program.body.find((statement) => !('directive' in statement) || statement.directive === null)
  const start = first?.start ?? text.length
  const docstring = comments.findLast(({ type, end }) => type === 'Block' && end <= start)
  const isItsOwn = docstring !== undefined && /^\s*$/.test(text.slice(docstring.end, start))
  return isItsOwn && text.slice(docstring.end, start).split('\n').length <= 2 ? docstring.start : start
}

function isAtLineEnd(text: string, place: number): boolean {
  return place === text.length || text[place] === '\n' || text[place] === '\r'
}

function isRequire(node: Node): boolean {
  return (
    node.type === 'VariableDeclaration' &&
    node.declarations.some(({ init }) => requiredModule(init) !== undefined)
  )
}

function hasModuleSyntax(body: readonly Node[]): boolean {
  return body.some(({ type }) => /^(Import|Export)/.test(type))
}
