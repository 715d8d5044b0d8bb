import { expect, test } from 'vitest'
import { addPlugin } from '../../src/init/add-plugin.ts'

const imported = `import { defineConfig } from 'vitest/config'\n`
const ours = `import { judges } from 'vitest-judge/plugin'\n`
const call = 'judges({ offline: true })'

/** The text after the edit; throws where there was none. */
function edited(text: string, path = 'vitest.config.ts'): string {
  const added = addPlugin(path, text, true)
  if (added.kind !== 'edited') throw new Error(`expected an edit, received ${JSON.stringify(added)}`)
  return added.text
}

test('plugins on lines of their own get one more line; comments, quotes and semicolons stay', () => {
  const text = `import { defineConfig } from 'vitest/config'
import react from "@vitejs/plugin-react"; // the app

// The build's settings.
export default defineConfig({
    // why
    plugins: [
        react(), // first
        // last
    ],
    test:   { globals: true },
});
`
  expect(edited(text)).toBe(`import { defineConfig } from 'vitest/config'
import react from "@vitejs/plugin-react"; // the app
import { judges } from "vitest-judge/plugin";

// The build's settings.
export default defineConfig({
    // why
    plugins: [
        react(), // first
        judges({ offline: true }),
        // last
    ],
    test:   { globals: true },
});
`)
})

test('a list that ends without a comma, in lines that end as on Windows, goes on so', () => {
  const lines = [
    imported.trim(),
    'export default defineConfig({',
    '\tplugins: [',
    '\t\ta() // x',
    '\t]',
    '})',
    '',
  ]
  expect(edited(lines.join('\r\n')).split('\r\n')).toEqual([
    imported.trim(),
    ours.trim(),
    'export default defineConfig({',
    '\tplugins: [',
    '\t\ta(), // x',
    `\t\t${call}`,
    '\t]',
    '})',
    '',
  ])
})

test.for<[shape: string, text: string, after: string]>([
  [
    'an object',
    `export default {\n\ttest: { globals: true }, // keep\n}\n`,
    `${ours}\nexport default {\n\tplugins: [${call}],\n\ttest: { globals: true }, // keep\n}\n`,
  ],
  [
    'an object with its type in a comment',
    `// @ts-check\n/** @type {import('vite').UserConfig} */\nexport default { test: {} };\n`,
    `// @ts-check\nimport { judges } from 'vitest-judge/plugin';\n\n/** @type {import('vite').UserConfig} */\nexport default { plugins: [${call}], test: {} };\n`,
  ],
  [
    'defineConfig',
    `${imported}export default defineConfig({})`,
    `${imported}${ours}export default defineConfig({ plugins: [${call}] })`,
  ],
  [
    'an empty list',
    `${imported}export default defineConfig({ plugins: [] })`,
    `${imported}${ours}export default defineConfig({ plugins: [${call}] })`,
  ],
  [
    'an arrow function',
    `${imported}export default defineConfig(() => ({ test: {} }))`,
    `${imported}${ours}export default defineConfig(() => ({ plugins: [${call}], test: {} }))`,
  ],
  [
    'a function that returns in two places',
    `${imported}export default defineConfig(async ({ mode }) => {\n  const f = () => { return 1 }\n  if (mode === 'x') return { plugins: [a()] }\n  return { // here\n    test: {},\n  }\n})`,
    `${imported}${ours}export default defineConfig(async ({ mode }) => {\n  const f = () => { return 1 }\n  if (mode === 'x') return { plugins: [a(), ${call}] }\n  return { // here\n    plugins: [${call}],\n    test: {},\n  }\n})`,
  ],
  [
    'mergeConfig, of which the literal is taken',
    `import { defineConfig, mergeConfig as merge } from 'vitest/config'\nimport vite from './vite.config'\nexport default merge(vite, defineConfig({ test: {} }))`,
    `import { defineConfig, mergeConfig as merge } from 'vitest/config'\nimport vite from './vite.config'\n${ours}export default merge(vite, defineConfig({ plugins: [${call}], test: {} }))`,
  ],
  [
    'a constant',
    `${imported}const config = defineConfig({ test: {} })\nexport default config`,
    `${imported}${ours}const config = defineConfig({ plugins: [${call}], test: {} })\nexport default config`,
  ],
  [
    'satisfies',
    `import type { UserConfig } from 'vitest/config'\nexport default { test: {} } satisfies UserConfig`,
    `import type { UserConfig } from 'vitest/config'\n${ours}export default { plugins: [${call}], test: {} } satisfies UserConfig`,
  ],
  [
    'plugins that are no literal',
    `${imported}export default defineConfig({ plugins: ci ? [a()] : [] })`,
    `${imported}${ours}export default defineConfig({ plugins: [ci ? [a()] : [], ${call}] })`,
  ],
  [
    'plugins by name',
    `${imported}export default defineConfig({ ...shared, plugins })`,
    `${imported}${ours}export default defineConfig({ ...shared, plugins: [plugins, ${call}] })`,
  ],
  [
    'the name judges in use',
    `import { judges } from './ours.js'\nexport default { plugins: [judges()] }`,
    `import { judges } from './ours.js'\nimport { judges as vitestJudges } from 'vitest-judge/plugin'\nexport default { plugins: [judges(), vitestJudges({ offline: true })] }`,
  ],
])('the plugin is added to %s', ([, text, after]) => {
  expect(edited(text)).toBe(after)
})

test('a CommonJS configuration gets a require', () => {
  const text = `'use strict'\nconst { defineConfig } = require('vitest/config')\n\nmodule.exports = defineConfig({ test: {} })\n`
  expect(edited(text, 'vitest.config.cjs')).toBe(
    `'use strict'\nconst { defineConfig } = require('vitest/config')\nconst { judges } = require('vitest-judge/plugin')\n\nmodule.exports = defineConfig({ plugins: [${call}], test: {} })\n`,
  )
  expect(edited('module.exports = {};', 'vitest.config.cjs')).toBe(
    `const { judges } = require('vitest-judge/plugin');\n\nmodule.exports = { plugins: [${call}] };`,
  )
})

test('where there are projects, evaluations get one of their own, which leaves the unit tests alone', () => {
  const text = `${imported}export default defineConfig({
  test: {
    include: ['src/*.test.ts'],
    projects: [
      'packages/*',
      { test: { name: 'unit' } },
    ],
  },
})
`
  expect(edited(text)).toBe(`${imported}${ours}export default defineConfig({
  test: {
    include: ['src/*.test.ts'],
    projects: [
      'packages/*',
      { test: { name: 'unit' } },
      { extends: true, plugins: [judges({ offline: true, project: 'evals' })], test: { name: 'evals', include: [], exclude: ['src/*.test.ts'] } },
    ],
  },
})
`)
})

test.for<[what: string, text: string, why: string]>([
  ['does not parse', 'export default {', 'it does not parse'],
  ['exports nothing', 'const a = 1', 'the object that it exports cannot be told from the file alone'],
  [
    'is made by others',
    `import { getViteConfig } from 'astro/config'\nexport default getViteConfig({})`,
    'the object that it exports cannot be told from the file alone',
  ],
  [
    'is changed afterwards',
    'const c = {}\nc.plugins = []\nexport default c',
    'the object that it exports cannot be told from the file alone',
  ],
  [
    'returns something unknown',
    `${imported}export default defineConfig(() => { if (a) return b; return {} })`,
    'the object that it exports cannot be told from the file alone',
  ],
  [
    'has a spread after its plugins',
    `export default { plugins: [], ...shared }`,
    'an object is spread into it, whose plugins cannot be seen',
  ],
  [
    'has a spread and no plugins',
    `export default { ...shared }`,
    'an object is spread into it, whose plugins cannot be seen',
  ],
  [
    'has unknown test settings',
    `import { settings } from './s.js'\nexport default { test: settings }`,
    'its test settings cannot be told from the file alone',
  ],
  [
    'has unknown projects',
    `export default { test: { projects: list } }`,
    'its test.projects are no list that can be seen here',
  ],
  [
    'has a project named evals',
    `export default { test: { projects: [{ test: { name: 'evals' } }] } }`,
    'it has a project named evals already',
  ],
])('a configuration that %s is left as it is', ([, text, why]) => {
  expect(addPlugin('vitest.config.ts', text, true)).toEqual({ kind: 'left', why })
})

test.for([
  `import { judges } from 'vitest-judge/plugin'\nexport default {}`,
  `const plugin = require('vitest-judge/plugin')\nmodule.exports = {}`,
  `export default async () => ({ plugins: [(await import('vitest-judge/plugin')).judges()] })`,
])('a configuration that has the plugin is done: %s', (text) => {
  expect(addPlugin('vitest.config.js', text, true)).toEqual({ kind: 'present' })
})
