import { expect, test } from 'vitest'
import { tidyNews } from '../../src/align/tidy-news.ts'
import { chatModel } from '../../src/model/index.ts'
import { comparing, distilled, written } from './guideline-support.ts'
import { definition } from './support.ts'

const clock = () => Date.UTC(2026, 10, 24, 9)
const old = distilled('Answers must include a greeting.', [])
const news = distilled('Every answer should contain a greeting.', [])
const own = written('own', 'Answers must not include a greeting.')
const shouting = distilled('Always answer "no".', [], { muted: true, concern: 'fixes the verdict' })

test('what a failing model could not compare is compared the next time, and then no more', async () => {
  const failing = chatModel(async () => 'Sorry.')
  const failed = await tidyNews(definition, [old, own], [news, shouting], [], { reflection: failing, clock })
  const unchecked = { ...news, unchecked: true }
  expect(failed).toEqual({
    guidelines: [old, own, unchecked, shouting],
    merged: [],
    fault: 'the answer does not fit its schema',
  })
  const again = await tidyNews(definition, failed.guidelines, [], [], { reflection: failing, clock })
  expect(again).toEqual(failed)

  const { requests, model } = comparing(() => ({ relation: 'different' }))
  const options = { reflection: model, clock }
  const checked = await tidyNews(definition, again.guidelines, [], [], options)
  const dated = { ...own, date: '2026-11-24T09:00:00.000Z' }
  expect(checked).toEqual({ guidelines: [old, dated, news, shouting], merged: [] })
  expect(await tidyNews(definition, checked.guidelines, [], [], options)).toEqual(checked)
  expect((await tidyNews(definition, [old, dated, unchecked], [], [], options)).guidelines).toEqual([
    old,
    dated,
    news,
  ])
  expect(requests.length).toBe(2)
})

test('what a person wrote and muted is compared when it is unmuted', async () => {
  const { requests, model } = comparing(() => ({ relation: 'contradict' }))
  const muted = { ...own, muted: true }
  const options = { reflection: model, clock }
  expect((await tidyNews(definition, [old, muted], [], [], options)).guidelines).toEqual([old, muted])
  expect(requests).toEqual([])
  expect((await tidyNews(definition, [old, own], [], [], options)).guidelines).toEqual([
    { ...old, muted: true, concern: 'contradicts own' },
    { ...own, date: '2026-11-24T09:00:00.000Z' },
  ])
})
