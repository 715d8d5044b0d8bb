import { MagicString } from 'magic-string'
import type { ObjectExpression, ObjectProperty, Program } from 'oxc-parser'
import { addImport, importsPlugin } from './add-import.ts'
import { configObjects, objectsOf } from './config-objects.ts'
import { appendElement, prependProperty } from './insert.ts'
import { parseSource, type Source } from './source.ts'

/** What became of a configuration file: its new text, nothing to do, or why it was left alone. */
export type AddedPlugin =
  | { kind: 'edited'; text: string; isProject: boolean }
  | { kind: 'present' }
  | { kind: 'left'; why: string }

/** The name of the project that runs the evaluations, where a configuration has several. */
export const evalsProject = 'evals'

/** `judges({ offline: true })`, or without options. */
export function pluginCall(name: string, offline: boolean, project?: string): string {
  const options = [
    ...(offline ? ['offline: true'] : []),
    ...(project === undefined ? [] : [`project: '${project}'`]),
  ]
  return options.length === 0 ? `${name}()` : `${name}({ ${options.join(', ')} })`
}

/**
 * Adds the plugin to the text of a Vite or Vitest configuration: its import, and its call in `plugins`; where the
 * configuration has `test.projects`, in a project of its own. All other bytes stay as they are. A configuration whose
 * meaning cannot be read from the file alone is left as it is.
 */
export function addPlugin(path: string, text: string, offline: boolean): AddedPlugin {
  const source = parseSource(path, text)
  if (source === undefined) return { kind: 'left', why: 'it does not parse' }
  if (importsPlugin(source)) return { kind: 'present' }
  const objects = configObjects(source.program)
  if (objects === undefined)
    return { kind: 'left', why: 'the object that it exports cannot be told from the file alone' }
  const edit = new MagicString(text)
  const name = addImport(edit, source)
  let isProject = false
  for (const object of objects) {
    const projects = projectsOf(object, source.program)
    if (projects.kind === 'left') return projects
    const why =
      projects.kind === 'list'
        ? addProject(edit, source, projects, pluginCall(name, offline, evalsProject))
        : addToPlugins(edit, source, object, pluginCall(name, offline))
    if (why !== undefined) return { kind: 'left', why }
    isProject ||= projects.kind === 'list'
  }
  const edited = edit.toString()
  return parseSource(path, edited) === undefined
    ? { kind: 'left', why: 'it would not parse afterwards' }
    : { kind: 'edited', text: edited, isProject }
}

/** Adds the call to `plugins`, whatever that is; gives the reason where it must not. */
function addToPlugins(
  edit: MagicString,
  source: Source,
  object: ObjectExpression,
  call: string,
): string | undefined {
  const place = object.properties.findLastIndex((one) => one.type === 'Property' && nameOf(one) === 'plugins')
  const spread = object.properties.findLastIndex(({ type }) => type === 'SpreadElement')
  if (spread > place) return 'an object is spread into it, whose plugins cannot be seen'
  const property = object.properties[place]
  if (property?.type !== 'Property') {
    prependProperty(edit, source, object, object.properties, `plugins: [${call}]`)
    return undefined
  }
  const { value, shorthand, method, kind } = property
  if (method || kind !== 'init') return 'its plugins are a function'
  if (value.type === 'ArrayExpression') {
    appendElement(
      edit,
      source,
      value,
      value.elements.filter((one) => one !== null),
      call,
    )
  } else {
    // Vite takes lists of plugins in lists, so whatever this is may stand in one.
    edit.appendLeft(value.start, shorthand ? 'plugins: [' : '[').appendRight(value.end, `, ${call}]`)
  }
  return undefined
}

/** `test.projects` of a configuration: a list, none, or nothing that can be told. */
function projectsOf(
  object: ObjectExpression,
  program: Program,
):
  | { kind: 'none' }
  | { kind: 'list'; settings: ObjectExpression; property: ObjectProperty }
  | { kind: 'left'; why: string } {
  const test = propertyOf(object, 'test')
  if (test === undefined) return { kind: 'none' }
  const [settings, ...others] = objectsOf(test.value, program) ?? []
  if (settings === undefined || others.length > 0) {
    return { kind: 'left', why: 'its test settings cannot be told from the file alone' }
  }
  const property = propertyOf(settings, 'projects')
  return property === undefined ? { kind: 'none' } : { kind: 'list', settings, property }
}

function addProject(
  edit: MagicString,
  source: Source,
  { settings, property: { value } }: { settings: ObjectExpression; property: ObjectProperty },
  call: string,
): string | undefined {
  if (value.type !== 'ArrayExpression') return 'its test.projects are no list that can be seen here'
  const elements = value.elements.filter((one) => one !== null)
  const isTaken = elements.some(
    (element) =>
      element.type === 'ObjectExpression' &&
      /\bname:\s*['"`]evals['"`]/.test(source.text.slice(element.start, element.end)),
  )
  if (isTaken) return `it has a project named ${evalsProject} already`
  // Vitest joins the list with that of the root: without this, its unit tests would run here once more.
  const inherited = propertyOf(settings, 'include')?.value
  const exclude =
    inherited === undefined ? '' : `, exclude: ${source.text.slice(inherited.start, inherited.end)}`
  appendElement(
    edit,
    source,
    value,
    elements,
    `{ extends: true, plugins: [${call}], test: { name: '${evalsProject}', include: []${exclude} } }`,
  )
  return undefined
}

function propertyOf(object: ObjectExpression, name: string): ObjectProperty | undefined {
  return object.properties.findLast(
    (one): one is ObjectProperty => one.type === 'Property' && nameOf(one) === name,
  )
}

function nameOf({ key, computed }: ObjectProperty): string | undefined {
  if (key.type === 'Literal') return String(key.value)
  return key.type === 'Identifier' && !computed ? key.name : undefined
}
