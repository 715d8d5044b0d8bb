import { z } from 'zod'
import { probes } from '../../src/audit/index.ts'
import { gateThresholdsSchema } from '../../src/contract/index.ts'
import { docstringOf } from '../../tests/repository/exports.ts'
import type { SourceFile } from '../../tests/repository/source-files.ts'
import { interfaceMembers, objectMembers, type Member } from './members.ts'
import { table } from './table.ts'

/** What takes options: how it is written, where its docstring stands, and the interfaces of its options. */
const described = [
  { call: 'judges(options)', name: 'judges', path: 'src/suite/plugin.ts', options: ['PluginOptions'] },
  {
    call: 'evaluate(name, options)',
    name: 'evaluate',
    path: 'src/suite/evaluate.ts',
    options: ['EvaluateOptions', 'AnchorOptions'],
  },
  {
    call: 'makeJudge(options)',
    name: 'makeJudge',
    path: 'src/judge/make-judge.ts',
    options: ['MakeJudgeOptions'],
  },
  {
    call: 'guidelines(options)',
    name: 'guidelines',
    path: 'src/judge/guidelines.ts',
    options: ['GuidelinesOptions'],
  },
  {
    call: 'aligned(judge, options)',
    name: 'aligned',
    path: 'src/align/aligned.ts',
    options: ['AlignedOptions'],
  },
  {
    call: 'loadJudge(folder, options)',
    name: 'loadJudge',
    path: 'src/align/load-judge.ts',
    options: ['LoadJudgeOptions'],
  },
  {
    call: 'loadRows(source, options)',
    name: 'loadRows',
    path: 'src/dataset/load-rows.ts',
    options: ['SchemaOptions', 'RowFields', 'SampleOptions'],
  },
  {
    call: 'audit(judge, options)',
    name: 'audit',
    path: 'src/suite/audit.ts',
    options: ['AuditOptions'],
  },
] as const

/** What a second table of a call stands for. */
const partTitles: Readonly<Record<string, string>> = {
  AnchorOptions: 'In place of `rows` and `predict`:',
  RowFields: '`fields`:',
  SampleOptions: '`sample`:',
}

/** A section for each function that takes options, with a table of them. */
export function optionSections(files: readonly SourceFile[]): string[] {
  const sections = described.flatMap(({ call, name, path, options }) => {
    const [file] = inFile(path, files)
    const title = `### \`${call}\``
    const tables = options.flatMap((option) => {
      const intro = partTitles[option]
      const members = interfaceMembers(option, files).filter(
        (member) => option !== 'AnchorOptions' || member.name === 'anchors',
      )
      return [...(intro === undefined ? [] : [intro]), memberTable(members, option === 'SchemaOptions')]
    })
    const more = moreOf(name, files)
    return [title, prose(docstringOf(name, file) ?? ''), ...tables, ...more]
  })
  const matcher = interfaceMembers('PassJudgeOptions', files)
  return [...sections, '### `toPassJudge(judge, options)`', memberTable(matcher)]
}

/** What a function's options hold, where that is an object or a list of its own. */
function moreOf(name: string, files: readonly SourceFile[]): string[] {
  if (name === 'judges') {
    return [
      '`recordings`, where it is no mode alone:',
      memberTable(interfaceMembers('RecordingsOptions', inFile('src/suite/plugin-options.ts', files))),
      '`budget`:',
      memberTable(interfaceMembers('Budget', files)),
      ...gateTables(files),
    ]
  }
  if (name !== 'audit') return []
  return [
    'The probes ([audit.md](audit.md) has their options):',
    table(
      ['probe', 'what it changes'],
      Object.keys(probes).map((key) => [`\`probes.${key}\``, probeText(key, files)]),
    ),
  ]
}

function probeText(key: string, files: readonly SourceFile[]): string {
  const own = files.filter(({ path }) => path.startsWith('src/audit/probes/'))
  const text =
    own.map((file) => docstringOf(key, file)).find((docstring) => docstring !== undefined) ??
    objectMembers('judgeProbes', inFile('src/audit/probes/judge-probes.ts', files)[0]).find(
      ({ name }) => name === key,
    )?.docstring
  if (text === undefined) throw new Error(`The probe ${key} has no docstring; write one.`)
  return text
}

function inFile(path: string, files: readonly SourceFile[]): [SourceFile] {
  const file = files.find((one) => one.path === path)
  if (file === undefined) throw new Error(`${path} is not there.`)
  return [file]
}

function gateTables(files: readonly SourceFile[]): string[] {
  const [gate] = inFile('src/contract/gate.ts', files)
  const bounded = objectMembers('boundedShape', gate)
  const own = objectMembers('gateThresholdsSchema', gate)
  const { properties = {} } = z.toJSONSchema(gateThresholdsSchema, { io: 'input' })
  const missing = Object.keys(properties).filter(
    (key) => ![...bounded, ...own].some(({ name }) => name === key),
  )
  if (missing.length > 0) throw new Error(`Thresholds without a docstring: ${missing.join(', ')}.`)
  return [
    '`gate`: by judge id, or `suite > judge id`, thresholds:',
    table(
      ['threshold', 'what'],
      [...bounded, ...own].map(({ name, docstring }) => [`\`${name}\``, docstring]),
    ),
    'and, beside the judges:',
    memberTable(interfaceMembers('GateSettings', [gate])),
  ]
}

function memberTable(members: readonly Member[], areOptional = false): string {
  const rows = members.map(({ name, type, isOptional, docstring }) => [
    `\`${name}\`${isOptional || areOptional ? '' : ' (required)'}`,
    `\`${type}\``,
    docstring,
  ])
  return table(['option', 'type', 'what'], rows)
}

/** A docstring without what it says of parameters and errors. */
export function prose(docstring: string): string {
  return (docstring.split(/ ?@(?:throws|returns|param)\b/)[0] ?? '').trim()
}
