import { type Comment, type Node, parseSync, type Program, visitorKeys } from 'oxc-parser'

/** A file of the user's, parsed; places are offsets into the text. */
export interface Source {
  text: string
  program: Program
  /** In the order of the text. */
  comments: readonly Comment[]
  /** How its lines end. */
  lineBreak: '\n' | '\r\n'
}

/** Parses JavaScript or TypeScript; undefined where it does not parse. */
export function parseSource(path: string, text: string): Source | undefined {
  const lang = /\.[cm]?ts$/.test(path) ? 'ts' : 'jsx'
  const { program, comments, errors } = parseSync(path, text, { lang, sourceType: 'unambiguous' })
  if (errors.length > 0) return undefined
  return { text, program, comments, lineBreak: text.includes('\r\n') ? '\r\n' : '\n' }
}

/** The nodes right below a node, in the order of the text. */
export function childrenOf(node: Node): Node[] {
  return (visitorKeys[node.type] ?? []).flatMap((key) => {
    const child = (node as unknown as Record<string, Node | (Node | null)[] | null | undefined>)[key]
    return [child].flat().filter((one): one is Node => one !== null && one !== undefined)
  })
}

/** True where a node below, or the node itself, fits. */
export function someNode(node: Node, fits: (node: Node) => boolean): boolean {
  return fits(node) || childrenOf(node).some((child) => someNode(child, fits))
}

/** The end of the line of a place that holds nothing more but white space and comments; else the place itself. */
export function afterLineComment({ text, comments }: Source, place: number): number {
  let at = place
  for (;;) {
    while (text[at] === ' ' || text[at] === '\t') at++
    const comment = comments.find(({ start }) => start === at)
    if (comment === undefined) break
    at = comment.end
  }
  return at === text.length || text[at] === '\n' || text[at] === '\r' ? at : place
}

/** The white space at the start of the line of a place. */
export function indentAt(text: string, place: number): string {
  const start = text.lastIndexOf('\n', place - 1) + 1
  return /^[ \t]*/.exec(text.slice(start, place))?.[0] ?? ''
}
