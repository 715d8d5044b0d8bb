import { MagicString } from 'magic-string'
import type { ObjectExpression, ObjectProperty } from 'oxc-parser'
import { appendElement, indentUnit } from './insert.ts'
import type { ManifestFile } from './manifest.ts'
import { parseSource, type Source } from './source.ts'

/** The scripts of a manifest that start what this package does. */
const scripts: Readonly<Record<string, string>> = {
  evals: 'vitest run evals',
  'evals:feedback': 'vitest-judge feedback',
  'evals:align': 'vitest-judge align',
}

/**
 * Adds the scripts that are missing to the text of a `package.json`, after its own and laid out as they are; names that
 * stand for something else are left and given back. All other bytes stay as they are.
 */
export function addScripts({ text, manifest }: ManifestFile): { text: string; taken: string[] } {
  const own = manifest.scripts ?? {}
  const taken = Object.keys(scripts).filter((name) => own[name] !== undefined && own[name] !== scripts[name])
  const missing = Object.entries(scripts).filter(([name]) => own[name] === undefined)
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : ''
  // In parentheses, JSON is JavaScript.
  const source = parseSource('package.js', `(${text.slice(mark.length)})`)
  const object = source === undefined ? undefined : onlyObject(source)
  if (missing.length === 0 || source === undefined || object === undefined) return { text, taken }
  const edit = new MagicString(source.text)
  insertScripts(
    edit,
    source,
    object,
    missing.map(([name, command]) => `${JSON.stringify(name)}: ${JSON.stringify(command)}`),
  )
  return { text: `${mark}${edit.toString().slice(1, -1)}`, taken }
}

function insertScripts(
  edit: MagicString,
  source: Source,
  object: ObjectExpression,
  lines: readonly string[],
): void {
  const { text, lineBreak } = source
  const unit = indentUnit(text)
  const block = object.properties.find(
    (one): one is ObjectProperty =>
      one.type === 'Property' && one.key.type === 'Literal' && one.key.value === 'scripts',
  )?.value
  const isSpread = ({ start, end, properties }: ObjectExpression) =>
    text.slice(start, properties[0]?.start ?? end).includes('\n')
  if (block?.type === 'ObjectExpression' && block.properties.length > 0) {
    const separator = isSpread(block) ? `,${lineBreak}${unit}${unit}` : ', '
    appendElement(edit, source, block, block.properties, lines.join(separator))
    return
  }
  const written = isSpread(object)
    ? `{${lineBreak}${lines.map((line) => `${unit}${unit}${line}`).join(`,${lineBreak}`)}${lineBreak}${unit}}`
    : `{ ${lines.join(', ')} }`
  if (block === undefined) appendElement(edit, source, object, object.properties, `"scripts": ${written}`)
  else edit.overwrite(block.start, block.end, written)
}

/** The object that a text in parentheses is. */
function onlyObject({ program }: Source): ObjectExpression | undefined {
  const [statement] = program.body
  if (statement?.type !== 'ExpressionStatement') return undefined
  const { expression } = statement
  const inner = expression.type === 'ParenthesizedExpression' ? expression.expression : expression
  return inner.type === 'ObjectExpression' ? inner : undefined
}
