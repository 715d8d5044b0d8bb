import { VitestJudgeError } from '../../src/contract/index.ts'
import { hnswIndex, openIndex, openRecall } from '../../src/memory/index.ts'
import { episode, memoryOf, tableOf } from './sample-memory.ts'

const bad: [string, unknown][] = [
  ['NaN', [Number.NaN, 0, 0, 1]],
  ['Infinity', [0, Number.POSITIVE_INFINITY, 0, 1]],
  ['short', [1, 2]],
  ['string element', ['1', 0, 0, 1]],
  ['hole', Array.from({ length: 4 })],
  ['big integer', [1n, 0, 0, 1]],
  ['object', [{}, 0, 0, 1]],
]

const good = Array.from({ length: 20 }, (_, at) => ({ key: `k${at}`, vector: [at, 1, 2, 3] }))
const index = await hnswIndex(good, 4)
const episodes = [episode(1, 'one'), episode(2, 'two')]
const recall = await openRecall({ memory: memoryOf(episodes), table: tableOf(episodes), missing: [] })

for (const [name, value] of bad) {
  const vector = value as number[]
  const ways: [string, () => unknown][] = [
    ['search', () => index.search(vector, 3)],
    ['nearest', () => recall.nearest(vector, { k: 1, exclude: { sampleId: '', rowId: '', text: '' } })],
    ['hnswIndex', () => hnswIndex([...good, { key: 'bad', vector }], 4)],
    ['openIndex', () => openIndex([...good, { key: 'bad', vector }], { dimensions: 4 })],
  ]
  for (const [way, work] of ways) {
    const outcome = await (async () => work())().then(
      () => 'accepted',
      (error: unknown) => (VitestJudgeError.is(error) ? error.code : String(error)),
    )
    process.stdout.write(`${name}, ${way}: ${outcome}\n`)
  }
}
process.stdout.write(`alive: ${index.engine} ${recall.engine} ${index.search([19, 1, 2, 3], 1)[0]?.key}\n`)
