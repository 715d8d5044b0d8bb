import { expect, test } from 'vitest'
import { startLoopback } from '../model/loopback.ts'
import { classAnswer, classProject, classRows, judgedRows, said } from './align-support.ts'

const rows = classRows(1, 60)
const valueOf = (number: number) => (number % 3 === 0 ? 'no' : 'yes')
const opposite = (value: string) => (value === 'yes' ? 'no' : 'yes')

/** What somebody says of the rows with these numbers, by a rule. */
function spoken(annotator: string, numbers: readonly number[], rule: (number: number) => string): string {
  return numbers.map((number) => said([rows[number - 1]!], { annotator, value: rule(number) })).join('')
}

const all = rows.map((_, index) => index + 1)
const fifth = all.filter((number) => number % 5 === 0)

test('a person who inverts all values, on a fifth of the samples, is named, and nobody else', async () => {
  await using server = await startLoopback(classAnswer)
  await using project = await classProject(server.url, rows)
  await project.write({
    'people.jsonl':
      spoken('ada', all, valueOf) +
      spoken('ben', all, (number) => (number % 11 === 0 ? opposite(valueOf(number)) : valueOf(number))) +
      spoken('mallory', fifth, (number) => opposite(valueOf(number))),
  })
  const { exitCode, stdout, stderr } = await project.align('--feedback', 'people.jsonl')
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const doubtful = stdout.match(/^ {2}doubtful .*\n(?: {3,}.*\n)*/gm)
  expect(doubtful?.map((text) => text.replaceAll(/\s+/g, ' ').trim())).toEqual([
    'doubtful mallory says the opposite of the others (the same value on 0 of 11 samples, kappa -0.86): the values the wrong way round? To take them out: npx vitest-judge unalign --annotator mallory',
  ])
  const json = await project.align('--feedback', 'none', '--json')
  expect(JSON.parse(json.stdout)).toMatchObject([{ doubtful: [{ name: 'mallory', agreed: 0, rivals: [] }] }])
})

test('a person alone is held against the truth of the suite', async () => {
  await using server = await startLoopback(classAnswer)
  await using project = await classProject(server.url, judgedRows(60, valueOf))
  await project.write({ 'people.jsonl': spoken('mallory', fifth, (number) => opposite(valueOf(number))) })
  const { stdout } = await project.align('--feedback', 'people.jsonl')
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'doubtful mallory says the opposite of the others and the truth (the same value on 0 of 12 samples, kappa -0.80)',
  )
})

test('a person who inverts all values is named where one value is rare, too', async () => {
  await using server = await startLoopback(classAnswer)
  const rare = (number: number) => (number === 30 ? 'no' : 'yes')
  await using project = await classProject(server.url, judgedRows(60, rare))
  await project.write({ 'people.jsonl': spoken('mallory', fifth, (number) => opposite(rare(number))) })
  const { stdout } = await project.align('--feedback', 'people.jsonl')
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'doubtful mallory says the opposite of the others and the truth (the same value on 0 of 12 samples, surely fewer than half)',
  )
})

test('of two people who contradict each other, both are named', async () => {
  await using server = await startLoopback(classAnswer)
  await using project = await classProject(server.url, rows)
  await project.write({
    'people.jsonl':
      spoken('ada', all, valueOf) + spoken('mallory', fifth, (number) => opposite(valueOf(number))),
  })
  const { stdout } = await project.align('--feedback', 'people.jsonl')
  const text = stdout.replaceAll(/\s+/g, ' ')
  expect(text).toContain('ada says the opposite of mallory (the same value on 0 of 12 samples')
  expect(text).toContain('mallory says the opposite of ada (the same value on 0 of 12 samples')
  expect(text).toContain('who of them has the values the wrong way round?')
})

test('people who agree are not named', async () => {
  await using server = await startLoopback(classAnswer)
  await using project = await classProject(server.url, rows)
  await project.write({
    'people.jsonl':
      spoken('ada', all, valueOf) + spoken('ben', fifth, valueOf) + spoken('eve', fifth, valueOf),
  })
  const { stdout } = await project.align('--feedback', 'people.jsonl')
  expect(stdout).not.toContain('doubtful')
})
