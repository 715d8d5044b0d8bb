import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorCodes } from '../../src/contract/index.ts'
import { filesBelow, root, sourceFiles } from './source-files.ts'

const codes = Object.keys(errorCodes)
const page = readFileSync(join(root, 'docs/errors.md'), 'utf8')
const sections = page.split(/^### /m).slice(1)

function sectionOf(code: string): string {
  return sections.find((section) => section.startsWith(`\`${code}\`\n`)) ?? ''
}

test('docs/errors.md has one section for each error code, in the order of the code, and no other', () => {
  expect(sections.map((section) => section.split('\n')[0])).toEqual(codes.map((code) => `\`${code}\``))
})

test.for(Object.entries(errorCodes))(
  'docs/errors.md tells of %s the exit code, the meaning and the way on',
  ([code, exitCode]) => {
    expect(/^Exit code: (\d)$/m.exec(sectionOf(code))?.[1]).toBe(String(exitCode))
    expect(sectionOf(code)).toMatch(/^\*\*What it means\.\*\* [A-Z`].{30,}\.\)?$/m)
    expect(sectionOf(code)).toMatch(/^\*\*What to do\.\*\* [A-Z`].{10,}[.:]$/m)
  },
)

test('every error code is thrown somewhere in the source', () => {
  const text = sourceFiles
    .filter(({ path }) => path !== 'src/contract/error.ts')
    .map((file) => file.text)
    .join('\n')
  expect(codes.filter((code) => !text.includes(`VitestJudgeError('${code}'`))).toEqual([])
})

test('every error code is expected by a test, quoted or before its message', () => {
  const text = filesBelow(['tests'], '.ts')
    .filter((path) => !path.startsWith('tests/repository/'))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n')
  expect(codes.filter((code) => !new RegExp(`['"\`^ ]${code}['"\`:]`).test(text))).toEqual([])
})
