import { expect, test } from 'vitest'
import { cyclesOf } from './cycles.ts'
import { impureReads, moduleRequests, parseSource, roomOf, sourceFiles, usesFetch } from './source-files.ts'

/** Room -> the rooms it may import, besides `contract`. */
const allowedArrows: Record<string, readonly string[]> = {
  contract: [],
  agreement: [],
  io: [],
  model: ['io'],
  run: ['io'],
  init: ['io'],
  dataset: ['io', 'model'],
  feedback: ['io', 'model'],
  mlflow: ['dataset', 'feedback', 'io'],
  judge: ['model', 'io'],
  memory: ['io', 'model'],
  audit: ['agreement'],
  report: ['agreement', 'audit'],
  align: ['judge', 'memory', 'feedback', 'run', 'agreement', 'model', 'dataset', 'io'],
  suite: ['judge', 'align', 'audit', 'dataset', 'feedback', 'model', 'run', 'reporters', 'io'],
  review: ['align', 'feedback', 'memory', 'agreement', 'judge', 'io'],
  reporters: ['run', 'agreement', 'audit', 'report', 'io'],
  index: [
    'agreement',
    'audit',
    'io',
    'model',
    'run',
    'dataset',
    'feedback',
    'judge',
    'memory',
    'report',
    'align',
    'suite',
    'reporters',
  ],
  cli: [
    'agreement',
    'audit',
    'io',
    'model',
    'run',
    'dataset',
    'feedback',
    'mlflow',
    'judge',
    'memory',
    'report',
    'align',
    'suite',
    'review',
    'init',
    'reporters',
    'index',
  ],
}

const requests = sourceFiles.flatMap(moduleRequests)
const inside = requests.flatMap(({ from, target, typeOnly }) =>
  target === undefined ? [] : [{ from, target, typeOnly }],
)

const textOf = (text: string) => parseSource('src/judge/example.ts', text)
const specifiersOf = (text: string) => moduleRequests(textOf(text)).map(({ specifier }) => specifier)

test('the import reader sees every form of import and nothing in comments and strings', () => {
  const text = [
    `import type { A } from './a.ts'`,
    `import { type B,\n  c } from "./b.ts"`,
    `import './c.ts'`,
    `export * from './d.ts'`,
    `export {\n  type E,\n} from './e.ts'`,
    `export type { F } from '../io/index.ts'`,
    `const g = await import('./g.ts')`,
    `type H = import('./h.ts').H`,
    `const i = await import(name)`,
    `// import './comment.ts'`,
    `/* export * from './block.ts' */`,
    `const j = "import './string.ts'"`,
    "const k = `import './template.ts'`",
    `export const from = './not-a-module.ts'`,
  ].join('\n')
  expect(specifiersOf(text)).toEqual([
    './a.ts',
    './b.ts',
    './c.ts',
    './d.ts',
    './e.ts',
    '../io/index.ts',
    './g.ts',
    './h.ts',
    'name',
  ])
  expect(moduleRequests(textOf(`export type { F } from '../io/index.ts'`))[0]?.target).toBe('src/io/index.ts')
})

test('the reader of clock and chance sees calls, hand-overs and no docstring', () => {
  const text = `/** Math.random */ const a = Date.now, b = Math.random(), c = new Date(), d = new Date(5), e = globalThis.Date.now()`
  expect(impureReads(textOf(text))).toEqual(['Date.now', 'Math.random', 'new Date()', 'Date.now'])
  expect(usesFetch(textOf('const a: typeof fetch = other'))).toBe(false)
  expect(usesFetch(textOf('await fetch(url)'))).toBe(true)
  expect(usesFetch(textOf('take(globalThis.fetch)'))).toBe(true)
})

test('the cycle finder finds cycles of any length and none in a diamond', () => {
  const edges = (text: string) => {
    const graph = new Map<string, string[]>()
    for (const [from = '', to = ''] of text.split(' ').map((edge) => edge.split('>'))) {
      graph.set(from, [...(graph.get(from) ?? []), to])
    }
    return graph
  }
  expect(cyclesOf(edges('a>b a>c b>d c>d'))).toEqual([])
  expect(cyclesOf(edges('a>a'))).toEqual([['a']])
  expect(cyclesOf(edges('a>b b>c c>a c>d d>e e>d'))).toEqual([
    ['d', 'e'],
    ['a', 'b', 'c'],
  ])
})

test('every room stands in the import table and every room of the table exists', () => {
  const rooms = [...new Set(sourceFiles.map(({ path }) => roomOf(path)))].toSorted()
  expect(rooms).toEqual(Object.keys(allowedArrows).toSorted())
})

test('rooms import only the rooms that the table allows', () => {
  const wrong = inside.filter(({ from, target }) => {
    const [own, other] = [roomOf(from), roomOf(target)]
    return own !== other && other !== 'contract' && !allowedArrows[own]?.includes(other)
  })
  expect(wrong).toEqual([])
})

test("another room is imported by its index.ts alone, and by a light one in Vitest's main process", () => {
  const wrong = inside.filter(
    ({ from, target }) =>
      roomOf(from) !== roomOf(target) &&
      target !== 'src/index.ts' &&
      !/^(src\/[^/]+|reporters)\/(index|main-process)\.ts$/.test(target) &&
      !(roomOf(from) === 'cli' && target === 'src/report/html/index.ts'),
  )
  expect(wrong).toEqual([])
})

test('what Vitest loads for every run loads neither the client nor what measures and prints', () => {
  const byFile = Map.groupBy(
    requests.filter(({ typeOnly, isDeferred }) => !typeOnly && !isDeferred),
    ({ from }) => from,
  )
  const reached = new Set(['src/suite/plugin.ts'])
  for (const file of reached) {
    for (const { target } of byFile.get(file) ?? []) if (target !== undefined) reached.add(target)
  }
  const packages = [...reached].flatMap((file) => (byFile.get(file) ?? []).map(({ specifier }) => specifier))
  expect(reached.size).toBeGreaterThan(50)
  expect(packages).not.toContain('openai')
  const rooms = new Set([...reached].map(roomOf))
  expect([...rooms].toSorted()).toEqual(['contract', 'io', 'model', 'reporters', 'run', 'suite'])
})

test('what draws pages is loaded when one is asked for, and by nothing else', () => {
  const wrong = requests.filter(
    ({ from, target, typeOnly, isDeferred }) =>
      target === 'src/report/html/index.ts' && !typeOnly && !isDeferred && roomOf(from) !== 'report',
  )
  expect(wrong).toEqual([])
  const drawing = requests.filter(({ specifier, typeOnly }) => !typeOnly && /^(preact|d3-)/.test(specifier))
  const folders = drawing.map(({ from }) => from.split('/').slice(0, 3).join('/'))
  expect(folders).toContain('src/report/html')
  expect(folders.filter((folder) => !/^src\/(report\/html|review\b)/.test(folder))).toEqual([])
})

test('every relative import names a file that exists, by its .ts name', () => {
  const known = new Set(sourceFiles.map(({ path }) => path))
  expect(inside.filter(({ target }) => !known.has(target))).toEqual([])
})

function graphOf(imports: readonly { from: string; target: string }[]): Map<string, string[]> {
  const edges = new Map(sourceFiles.map(({ path }): [string, string[]] => [path, []]))
  for (const { from, target } of imports) edges.get(from)?.push(target)
  return edges
}

test('no file imports itself by way of others at run time', () => {
  expect(cyclesOf(graphOf(inside.filter(({ typeOnly }) => !typeOnly)))).toEqual([])
})

test('no file imports itself by way of others through types', () => {
  const cycles = cyclesOf(graphOf(inside)).map((cycle) => cycle.join(' '))
  expect(cycles).toEqual([])
})

test('only io touches the file system', () => {
  const users = requests
    .filter(({ specifier }) => /^(node:)?fs(\/|$)/.test(specifier))
    .map(({ from }) => from)
  expect(users.filter((path) => roomOf(path) !== 'io')).toEqual([])
  expect(users).toContain('src/io/file.ts')
})

test('only model speaks to the network; review listens on loopback, and its page asks it from the browser', () => {
  const network =
    /^(openai|undici|@hono\/node-server)(\/|$)|^(node:)?(http|https|http2|net|tls|dgram|dns)(\/|$)/
  const users = [
    ...requests.filter(({ specifier }) => network.test(specifier)).map(({ from }) => from),
    ...sourceFiles.filter(usesFetch).map(({ path }) => path),
  ]
  expect([...new Set(users.filter((path) => roomOf(path) !== 'model'))].toSorted()).toEqual([
    'src/review/page/parts/client.ts',
    'src/review/start-review.ts',
  ])
  expect(users).toContain('src/model/service.ts')
})

test('only io reads the clock and chance', () => {
  const users = sourceFiles.filter((file) => impureReads(file).length > 0).map(({ path }) => path)
  expect(users).toEqual(['src/io/clock.ts'])
})

test('a default export stands in the reporter alone, where Vitest looks for one', () => {
  const isDefault = ({ kind, name }: { kind: string; name: string | null }) =>
    kind === 'Default' || name === 'default'
  const holders = sourceFiles.filter(({ parsed }) =>
    parsed.module.staticExports.some(({ entries }) =>
      entries.some(({ exportName }) => isDefault(exportName)),
    ),
  )
  expect(holders.map(({ path }) => path)).toEqual(['reporters/index.ts'])
})
