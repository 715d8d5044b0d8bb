import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildAndPack, copyForPacking } from '../package/pack.ts'
import { bin, run } from './command.ts'
import { root, sourceFiles } from './source-files.ts'

/** What lies in a working copy and must stay out of the package. */
const unwanted = [
  '.env',
  '.vitest-judge/latest.json',
  'docs/errors.md',
  'evals/a/a.eval.ts',
  'tests/a.test.ts',
  'coverage/a.json',
]

let folder: string
let packed: readonly string[]
let tarball: string
let consumer: string

// A copy is built and packed, so that no earlier build is mistaken for this one and no test reads a half-written one.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitest-judge-package-'))
  const copy = join(folder, 'repository')
  await copyForPacking(root, copy)
  for (const path of unwanted) {
    await mkdir(join(copy, dirname(path)), { recursive: true })
    await writeFile(join(copy, path), 'not for the package')
  }
  const built = await buildAndPack(copy, folder)
  packed = built.files
  tarball = built.tarball
  consumer = await installed()
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

/** A project that has the packed package and, beside it, the dependencies of this repository. */
async function installed(): Promise<string> {
  const project = join(folder, 'consumer')
  const home = join(project, 'node_modules/vitest-judge')
  await mkdir(home, { recursive: true })
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', home], folder)
  await symlink(join(root, 'node_modules'), join(home, 'node_modules'), 'junction')
  for (const name of ['vitest', '@types']) {
    await symlink(join(root, 'node_modules', name), join(project, 'node_modules', name), 'junction')
  }
  await writeFile(join(project, 'package.json'), '{ "type": "module" }')
  return project
}

test('the package holds the built source, the schemas of its files, its readme, its changelog and its licence', () => {
  expect([
    ...new Set(
      packed.map((path) =>
        path
          .split('/')
          .slice(0, path.startsWith('dist/') ? 2 : 1)
          .join('/'),
      ),
    ),
  ]).toMatchInlineSnapshot(`
      [
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "dist/chunks",
        "dist/reporters",
        "dist/src",
        "docs",
        "package.json",
      ]
    `)
  expect(packed.filter((path) => path.startsWith('docs/'))).toEqual([
    'docs/calibration.schema.json',
    'docs/feedback.schema.json',
    'docs/history.schema.json',
    'docs/memory.schema.json',
    'docs/run.schema.json',
  ])
})

test('every source file is packed with its types, what starts a process as JavaScript of few files, and nothing else', () => {
  const built = packed.filter((path) => path.startsWith('dist/'))
  // The page of review is a program for browsers, bundled whole, that nobody imports.
  const imported = sourceFiles.filter(({ path }) => !path.startsWith('src/review/page/'))
  const types = imported.map(({ path }) => `dist/${path.replace(/\.tsx?$/, '.d.ts')}`)
  expect(built.filter((path) => path.endsWith('.d.ts'))).toEqual(types.toSorted())
  const code = built.filter((path) => !path.endsWith('.d.ts'))
  expect(code.filter((path) => !/^dist\/chunks\/[\w-]+\.js$/.test(path))).toMatchInlineSnapshot(`
    [
      "dist/reporters/index.js",
      "dist/src/agreement/statistics.js",
      "dist/src/cli/main.js",
      "dist/src/index.js",
      "dist/src/review/page.css",
      "dist/src/review/page.js",
      "dist/src/review/page.licences.txt",
      "dist/src/suite/plugin.js",
      "dist/src/suite/setup.js",
    ]
  `)
  expect(code.length).toBeLessThan(45)
})

test.runIf(process.env['LONG'])('publint finds nothing to complain of', async () => {
  const { exitCode, output } = await run(bin('publint'), ['run', tarball, '--strict'], folder)
  expect({ exitCode, output }).toEqual({
    exitCode: 0,
    output: expect.stringContaining('All good!') as string,
  })
})

test.runIf(process.env['LONG'])('attw finds the types right for ES modules', async () => {
  const { exitCode, output } = await run(
    bin('attw'),
    [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji'],
    folder,
  )
  const resolved = [...output.matchAll(/^(?:node16 \(from ESM\)|bundler): (.*)$/gm)].map(([, result]) =>
    result?.trim(),
  )
  const modules = ['OK (ESM)', 'OK']
  // The schemas, behind a pattern that it does not look into, then package.json.
  const data = ['(wildcard)', '(wildcard)', 'OK (JSON)', 'OK (JSON)']
  const expected = [...modules, ...modules, ...modules, ...modules, ...data]
  expect({ exitCode, resolved }, output).toEqual({ exitCode: 0, resolved: expected })
})

test('only the public entries resolve', async () => {
  const specifiers = [
    'vitest-judge',
    'vitest-judge/plugin',
    'vitest-judge/reporter',
    'vitest-judge/statistics',
    'vitest-judge/package.json',
    'vitest-judge/schemas/run.json',
    'vitest-judge/dist/src/index.js',
    'vitest-judge/dist/src/judge/index.js',
    'vitest-judge/src/index.ts',
    'vitest-judge/setup',
  ]
  const script = `
    const resolved = ${JSON.stringify(specifiers)}.filter((specifier) => {
      try { return Boolean(import.meta.resolve(specifier)) }
      catch (error) { if (error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return false; throw error }
    })
    console.log(JSON.stringify(resolved))`
  const { output } = await run(process.execPath, ['--input-type=module', '--eval', script], consumer)
  expect(JSON.parse(output)).toEqual(specifiers.slice(0, 6))
})

test('the public entries load outside Vitest and export their names', async () => {
  const script = `
    for (const entry of ['', '/plugin', '/reporter', '/statistics']) {
      console.log(entry || '.', Object.keys(await import('vitest-judge' + entry)).sort().join(' '))
    }`
  const { output } = await run(process.execPath, ['--input-type=module', '--eval', script], consumer)
  expect(output).toMatchInlineSnapshot(`
    ". VitestJudgeError aligned audit createClient createFetch defaultModel evaluate guidelines loadJudge loadRows makeJudge probe probes sampleId splitOf
    /plugin judges
    /reporter JudgeReporter default nextCommands outputColor outputWidth raiseExitCode reportToGithub
    /statistics alternativeAnnotatorTest annotatorAgreement benjaminiHochberg benjaminiYekutieli bootstrapInterval clopperPearsonInterval cohenKappa comparePaired correctedPassRate counter exactTestRows fleissKappa gatePower gwetAC1 gwetAC1OfRaters holm jeffreysInterval kappaOf kendallTauB krippendorffAlpha matthewsCorrelation mcnemar measureAgreement measureTally mostErrors newcombeDifference newcombePaired nonInferiority numericFigures pairwiseKappa predictionPowered regressionBlockChance roganGladen rowsForDrop rowsForGate rowsForHalfWidth rowsForMeanDifference rowsForNonInferiority rowsPerSample rowsToReach scottPi shareBounds shareOf smallestDrop spearman tallyOf tangoInterval undefinedStatistic value weightedKappa wilsonBounds wilsonInterval
    "
  `)
})

test.runIf(process.env['LONG'])('a strict project type-checks against the packed types', async () => {
  const source = `
    import { aligned, evaluate, makeJudge, VitestJudgeError, type Verdict } from 'vitest-judge'
    import { judges } from 'vitest-judge/plugin'
    import JudgeReporter from 'vitest-judge/reporter'
    import { expect } from 'vitest'
    const polite = makeJudge({ name: 'polite', instructions: 'Is {{ outputs }} polite?', values: ['yes', 'no'] })
    evaluate('All', { rows: [{ id: 'a', inputs: 1 }], predict: (n) => n.toFixed(), judges: [polite, aligned(polite)] })
    // @ts-expect-error a judge is expected
    await expect({ inputs: 1, outputs: 2 }).toPassJudge('polite')
    await expect({ inputs: 1, outputs: 2 }).not.toPassJudge(polite)
    export const all: unknown[] = [judges({ offline: true }), new JudgeReporter(), VitestJudgeError, {} as Verdict]
  `
  await writeFile(join(consumer, 'example.ts'), source)
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--types',
    'node',
    '--skipLibCheck',
    'example.ts',
  ]
  expect(await run(bin('tsc'), ['--ignoreConfig', ...options], consumer)).toEqual({
    exitCode: 0,
    stdout: '',
    output: '',
  })
})

test('the command starts from the package and knows itself', async () => {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    bin: Record<string, string>
  }
  const command = join(consumer, 'node_modules/vitest-judge', manifest.bin['vitest-judge'] ?? '')
  const { exitCode, output } = await run(process.execPath, [command, '--help'], consumer)
  expect({ exitCode, output }).toEqual({
    exitCode: 0,
    output: expect.stringMatching(/^Usage: vitest-judge /) as string,
  })
})
