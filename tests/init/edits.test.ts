import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addPlugin } from '../../src/init/add-plugin.ts'
import { addScripts } from '../../src/init/add-scripts.ts'

/** White space and comments, as people leave them between things. */
const gap = fc.constantFrom(
  '',
  ' ',
  '\n  ',
  '\n\n\t',
  ' // note\n  ',
  '/* note */',
  ' /* a, b ] } */\n    ',
  '\r\n  ',
)
const plugin = fc.constantFrom(
  'a()',
  'b({ x: [1, 2] })',
  '...c',
  'd && e()',
  `f("],")`,
  '[g(), h()]',
  '(i())',
)

const list = fc
  .tuple(fc.array(fc.tuple(gap, plugin, gap), { maxLength: 4 }), fc.boolean(), gap)
  .map(([items, hasComma, end]) => {
    const written = items.map(([before, item, after]) => `${before}${item}${after}`).join(',')
    return `[${written}${hasComma && items.length > 0 ? ',' : ''}${end}]`
  })

const config = fc
  .record({
    start: fc.constantFrom(
      '',
      '// @ts-check\n',
      `import { defineConfig } from 'vite';\n`,
      `import x from "x" // x\n`,
    ),
    gaps: fc.array(gap, { minLength: 4, maxLength: 4 }),
    plugins: fc.option(list, { nil: undefined }),
    test: fc.boolean(),
    hasComma: fc.boolean(),
  })
  .map(({ start, gaps: [a, b, c, d], plugins, test, hasComma }) => {
    const properties = [
      ...(test ? [`${a}test: { globals: true }${b}`] : []),
      ...(plugins === undefined ? [] : [`${b}plugins: ${plugins}${c}`]),
    ]
    const comma = hasComma && properties.length > 0 ? ',' : ''
    return `${start}export default {${properties.join(',')}${comma}${d}}\n`
  })

/** True where a text holds all of another in order, so that nothing was taken away. */
function keeps(after: string, before: string): boolean {
  let at = 0
  for (const character of after) if (character === before[at]) at++
  return at === before.length
}

const withoutSpace = (text: string) => text.replaceAll(/\s/g, '')

test('whatever a configuration looks like, it parses afterwards, keeps its text, and is done the second time', () => {
  fc.assert(
    fc.property(config, (text) => {
      const added = addPlugin('vitest.config.js', text, false)
      if (added.kind !== 'edited') throw new Error(`${text} was not edited: ${JSON.stringify(added)}`)
      expect(keeps(withoutSpace(added.text), withoutSpace(text))).toBe(true)
      expect(added.text.split('judges()')).toHaveLength(2)
      for (const comment of text.match(/\/\/ (?:note|x|@ts-check)$/gm) ?? [])
        expect(added.text).toContain(comment)
      expect(addPlugin('vitest.config.js', added.text, false)).toEqual({ kind: 'present' })
    }),
    { numRuns: 300 },
  )
})

test('whatever a manifest looks like, it is JSON with the same values and the scripts afterwards', () => {
  const manifest = fc.record(
    {
      name: fc.string(),
      scripts: fc.dictionary(
        fc.string().filter((name) => name !== '__proto__'),
        fc.string(),
        { maxKeys: 3 },
      ),
      files: fc.array(fc.string()),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(manifest, fc.constantFrom(0, 2, 4, '\t'), fc.boolean(), (given, indent, isWindows) => {
      const json = `${JSON.stringify(given, null, indent)}\n`
      const text = isWindows ? json.replaceAll('\n', '\r\n') : json
      const after = addScripts({ text, manifest: given })
      expect(JSON.parse(after.text)).toEqual({
        ...given,
        scripts: {
          evals: 'vitest run evals',
          'evals:feedback': 'vitest-judge feedback',
          'evals:align': 'vitest-judge align',
          ...given.scripts,
        },
      })
      const again = { text: after.text, manifest: JSON.parse(after.text) as typeof given }
      expect(addScripts(again)).toEqual(after)
      // Laid out as JSON.stringify does, it is what JSON.stringify makes of it.
      if (indent !== 0 && Object.keys(given).length > 0) {
        const made = `${JSON.stringify(JSON.parse(after.text), null, indent)}\n`
        expect(after.text).toBe(isWindows ? made.replaceAll('\n', '\r\n') : made)
      }
    }),
  )
})

test('scripts of other people keep their names', () => {
  const text = '{ "scripts": { "evals": "python evals.py" } }'
  expect(addScripts({ text, manifest: { scripts: { evals: 'python evals.py' } } })).toEqual({
    text: '{ "scripts": { "evals": "python evals.py", "evals:feedback": "vitest-judge feedback", "evals:align": "vitest-judge align" } }',
    taken: ['evals'],
  })
})

test('a byte order mark stays', () => {
  const { text } = addScripts({ text: '\uFEFF{}\n', manifest: {} })
  expect(text).toBe(
    '\uFEFF{ "scripts": { "evals": "vitest run evals", "evals:feedback": "vitest-judge feedback", "evals:align": "vitest-judge align" } }\n',
  )
})
