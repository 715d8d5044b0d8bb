import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { decideRun } from '../../src/audit/index.ts'
import type { Run } from '../../src/contract/index.ts'
import { renderHtml, type HtmlOptions } from '../../src/report/html/index.ts'
import { script, scriptHash } from '../../src/report/html/script.ts'
import {
  buildJudge,
  buildRow,
  buildRows,
  buildRun,
  buildSuite,
  buildVerdict,
} from '../agreement/build-run.ts'
import { everyOutcome } from './audit-run.ts'
import { everythingRun } from './everything-run.ts'
import { exampleRun } from './example-run.ts'

function render(run: Run, options: Partial<HtmlOptions> = {}): string {
  const { lines, note } = decideRun(run)
  return renderHtml(run, { gates: lines, gateNote: note, ...options })
}

/** What a reader sees of markup: its text, entities read, white space joined. */
function textOf(html: string): string {
  return html
    .replaceAll(/<(script|style)\b.*?<\/\1>/gs, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
}

const figuresOf = (html: string) => [...html.matchAll(/data-figure="([^"]*)"/g)].map(([, name]) => name)

describe('a run as a page', () => {
  const run = everythingRun({ audits: [everyOutcome()] })
  const html = render(run, { sliceBy: ['inputs.question'], nextCommand: ['npx vitest-judge align'] })
  const text = textOf(html)

  test('names no other file and lets nothing run but its one script', () => {
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? []
    expect(policy.replaceAll('&quot;', '"')).toBe(
      `default-src 'none'; style-src 'unsafe-inline'; script-src '${scriptHash}'; base-uri 'none'; form-action 'none'`,
    )
    expect(scriptHash).toBe(`sha256-${createHash('sha256').update(script).digest('base64')}`)
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html.match(/\s(src|srcset|action|onclick|onload|style)=/g)).toBeNull()
    expect([...html.matchAll(/href="([^"]*)"/g)].filter(([, to]) => !to?.startsWith('#'))).toEqual([])
    expect(html).not.toMatch(/url\(|@import|https?:/)
  })

  test('every link leads to a place of the page, and no id stands twice', () => {
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const links = [...html.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id)
    expect(links.length).toBeGreaterThan(8)
    expect(links.filter((id) => !ids.includes(id))).toEqual([])
    const named = [...html.matchAll(/aria-labelledby="([^"]*)"/g)].flatMap(([, list = '']) => list.split(' '))
    expect(named.filter((id) => !ids.includes(id))).toEqual([])
  })

  test('holds every figure, each with a sentence under it', () => {
    const counts = Map.groupBy(figuresOf(html), (name) => name)
    // Of one suite three judges are measured, which have tags and the field; of the other one of two.
    expect([...counts].map(([name, { length }]) => [name, length])).toEqual([
      ['judges', 2],
      ['comparison', 1],
      ['confusion', 4],
      ['slices', 6],
      ['audit', 1],
    ])
    const captions = [...html.matchAll(/<figcaption>(.*?)<\/figcaption>/gs)].map(([, inner = '']) => inner)
    expect(captions).toHaveLength(14)
    expect(captions.filter((caption) => textOf(caption).trim().length < 20)).toEqual([])
  })

  test('says what the report in the terminal says, in the same words', () => {
    for (const said of [
      'helpful@aligned against helpful: +15.0 points [5.4, 24.9], better on 26, worse on 8 of 120 rows, one-sided mid-p < .001',
      'Accuracy 75.0 % on 120 held-out rows, but its 95 % lower bound 67.8 % is below 70.0 %: needs about 113 more held-out rows.',
      'lowest on language-en: 52.8 % [36.5, 68.5] of 36 rows, below the 75.0 % of all rows',
      'helpful: it passes 73.3 % of 120 scored rows, the truth 66.7 %: +6.7 points [-2.8, 16.3]',
      '63 of 200 verdicts change, and 1 when only asked again: 31.0 points more [24.6, 37.7].',
      'calls of helpful: 300 asked · 90,000 tokens in, 6,000 out · price unknown',
      'helpful@aligned has a memory that knows 2 of 120 held-out rows (1.7 %), so its figures count for nothing',
      'rating: off by 0.19 on average on 116 scored rows',
      'fail-recall 52.5 %: of the 40 rows that truly fail, the share that the judge fails; the other 47.5 % it passes.',
      'npx vitest-judge align',
    ]) {
      expect(text).toContain(said)
    }
  })

  test('marks a judge whose memory knows held-out rows beside its figures, not at the top alone', () => {
    const [cards = ''] = /<ul class="cards">.*?<\/ul>/s.exec(html) ?? []
    expect(textOf(cards)).toContain('counts for nothing: its memory knows 2 of these rows')
    const [plot = ''] = /data-figure="judges".*?<\/figure>/s.exec(html) ?? []
    expect(textOf(plot)).toContain('helpful@aligned leaked, counts for nothing · 90.0 % [83.1, 94.3]')
    expect(plot.match(/class="line quiet"/g)).toHaveLength(1)
    expect(text).toContain('mid-p < .001; it counts for nothing, as the memory knows held-out rows')
    const [comparison = ''] = /data-figure="comparison".*?<\/figure>/s.exec(html) ?? []
    expect(comparison).toContain('class="line quiet"')
    expect(comparison).not.toContain('class="line good"')
  })

  test('lists the rows that flipped, for the better and for the worse', () => {
    expect(text).toContain('Flipped for the better: 52 rows')
    expect(text).toContain('Flipped for the worse: 16 rows')
    expect(text).toContain('the first 50 of them')
  })

  test('shows every mismatch with its rationale, its truth and the sample', () => {
    const samples = [...html.matchAll(/<details class="sample".*?<\/details>/gs)].map(([sample]) => sample)
    const wrong = new Set(
      run.suites.flatMap(({ name, rows }) =>
        rows
          .filter(({ verdicts }) =>
            verdicts.some(({ truth, ...verdict }) => verdict.outcome === 'scored' && verdict.value !== truth),
          )
          .map(({ id }) => `${name} ${id}`),
      ),
    )
    expect(samples).toHaveLength(wrong.size)
    const sample = samples.find((each) => each.includes('<b>ticket-004</b>')) ?? ''
    expect(textOf(sample)).toContain(
      'ticket-004 truth no, yes said helpful and helpful@aligned wrongly passed',
    )
    expect(textOf(sample)).toContain(
      'helpful yes (wrong in 2 of 2 repeats) no The answer names a <b>way</b> | `on`, @support says.',
    )
    expect(textOf(sample)).toContain(
      'inputs question: How do I reset my password? outputs answer: Press "Forgot',
    )
    expect(sample).not.toContain('<b>way')
  })

  test('tells why verdicts are unscored', () => {
    expect(text).toContain('What was unscored, and why')
    expect(text).toContain('rating malformed 10 row ticket-001: no JSON')
  })

  test('has a heading for every section, in order, and a scope for every head of a table', () => {
    const levels = [...html.matchAll(/<h(\d)/g)].map(([, level]) => Number(level))
    expect(levels[0]).toBe(1)
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    expect(levels.filter((level, place) => place > 0 && level > (levels[place - 1] ?? 0) + 1)).toEqual([])
    expect(
      [...html.matchAll(/<th(?![a-z])([^>]*)>/g)].filter(([, rest]) => !rest?.includes('scope=')),
    ).toEqual([])
  })

  test('leads to every part from the top', () => {
    const linked = new Set([...html.matchAll(/<a href="#([a-z0-9-]+)">/g)].map(([, id]) => id))
    const parts = [...html.matchAll(/<section[^>]* id="([a-z0-9-]+)"[^>]*><h2/g)].map(([, id]) => id)
    expect(parts.length).toBeGreaterThan(8)
    expect(parts.filter((id) => !linked.has(id) && id !== 'notes' && id !== 'next')).toEqual([])
  })

  test('draws all slices on one axis, and names the suite of each', () => {
    const plots = [...html.matchAll(/data-figure="slices".*?<\/figure>/gs)].map(([plot]) => plot)
    const axes = plots.map((plot) => /<svg class="ticks".*?<\/svg>/s.exec(plot)?.[0])
    expect(axes).toHaveLength(6)
    expect(new Set(axes).size).toBe(1)
    const titles = plots.map((plot) => textOf(/<h3>(.*?)<\/h3>/.exec(plot)?.[1] ?? ''))
    expect(titles[0]).toBe('Support answers: helpful · held-out rows by tag')
  })

  test('is the same for the same run', () => {
    expect(
      render(structuredClone(run), { sliceBy: ['inputs.question'], nextCommand: ['npx vitest-judge align'] }),
    ).toBe(html)
  })
})

describe('a page of a run', () => {
  test('is sliced by fields that few values divide, says so, and draws no more than 24 of them', () => {
    const suite = (name: string) => {
      const rows = buildRows('helpful', 60, 80)
      for (const [index, row] of rows.entries()) row.inputs = { plan: index % 2 === 0 ? 'free' : '' }
      return buildSuite(name, [buildJudge('helpful')], rows)
    }
    const html = render(buildRun([suite('Mail')]))
    expect(textOf(html)).toContain(
      'Nobody named a field: inputs.plan is shown for having few values with many rows each.',
    )
    const [plot = ''] = /data-figure="slices".*?<\/figure>/s.exec(html) ?? []
    // Under a title that names the field a value stands alone, unless it is empty.
    expect(textOf(plot)).toMatch(/helpful · held-out rows by inputs\.plan .* free .* inputs\.plan= /)
    expect(textOf(render(buildRun([suite('Mail')]), { sliceBy: ['inputs.plan'] }))).not.toContain(
      'Nobody named',
    )
    const many = render(buildRun(Array.from({ length: 30 }, (_, index) => suite(`Mail ${index}`))))
    expect(figuresOf(many).filter((name) => name === 'slices')).toHaveLength(24)
  })

  test('that is partial, offline, worn or one shard says so before all figures', () => {
    const run = exampleRun({ offline: true, complete: false, partial: ['3 rows were not run'] })
    for (const suite of run.suites) for (const judge of suite.judges) judge.worn = { versions: 5, after: 3 }
    const html = render(run, { warning: 'shard 1 of 2 alone: give the run files of all shards' })
    const [notices = ''] = html.split('<nav')
    expect(textOf(notices)).toContain('No whole run, but shard 1 of 2 alone')
    expect(textOf(notices)).toContain('Verdicts come from the offline stand-in, which is no language model.')
    expect(textOf(notices)).toContain('Partial run, not gated: 3 rows were not run.')
    expect(textOf(notices)).toContain('is measured on a worn held-out set')
  })

  test('without suites, without judges and without rows is a page still', () => {
    expect(textOf(render(buildRun([])))).toContain('No suite was run.')
    const empty = render(buildRun([buildSuite('Empty', [buildJudge('helpful')], [])]))
    expect(figuresOf(empty)).toEqual([])
    expect(textOf(empty)).toContain('no figures: no held-out row has a known truth')
    // No section is a heading alone.
    expect(empty).not.toContain('id="glossary"')
  })

  test('marks the constant answer and what gates ask in the plot of judges', () => {
    const run = exampleRun({ gate: { thresholds: { 'pubmed@aligned': { accuracy: 0.7 }, pubmed: {} } } })
    const html = render(run)
    const [plot = ''] = /data-figure="judges".*?<\/figure>/s.exec(html) ?? []
    expect(plot.match(/class="line /g)).toHaveLength(4)
    expect(plot.match(/class="sign estimate/g)).toHaveLength(1 + 3)
    expect(plot.match(/class="sign baseline/g)).toHaveLength(1 + 3)
    expect(plot.match(/class="sign limit/g)).toHaveLength(1 + 1)
    expect(textOf(plot)).toContain('83.3 % [72.0, 90.7] · always yes 66.7 % · gate 70.0 %')
  })
})

describe('text of a run', () => {
  const evil = [
    '<script>alert(1)</script>',
    '</style></title><img src=x onerror=alert(1)>',
    ']]>',
    '<!--',
    'nul \u0000 escape \u001B[2J half \uD800 end',
    'invoice\u202Efdp.exe',
    '" onmouseover="alert(1)',
    '&lt;b&gt;',
  ].join('\n')
  const judge = buildJudge('helpful')
  judge.definition.instructions = evil
  const html = render(
    buildRun([
      buildSuite(
        evil,
        [judge],
        [
          ...Array.from({ length: 8 }, (_, index) =>
            buildRow(`${evil} ${index}`, [buildVerdict('helpful', 'yes', 'no', { rationale: evil })], {
              inputs: { [evil]: evil },
              outputs: [evil],
              expectations: evil,
              tags: [evil, 'other'],
              group: evil,
            }),
          ),
          buildRow('broken', [], { error: evil }),
          buildRow('unscored', [
            {
              ...buildVerdict('helpful', undefined, 'no'),
              outcome: 'unscored',
              reason: 'refused',
              detail: evil,
            },
          ]),
        ],
      ),
    ]),
  )

  test('never becomes markup', () => {
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html.match(/<\/style/g)).toHaveLength(1)
    expect(html.match(/<\/title/g)?.length).toBe(html.match(/<title/g)?.length)
    expect(html).not.toMatch(/<img|<!--/)
    expect(html).not.toMatch(/<[^>]*\sonmouseover/)
    expect(html).toContain('&amp;lt;b&amp;gt;')
  })

  test('keeps no character that a page cannot hold', () => {
    // eslint-disable-next-line no-control-regex
    expect(html).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/)
    expect(html.isWellFormed()).toBe(true)
    expect(html).toContain('nul ␀ escape ␛[2J half \uFFFD end')
    expect(html).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
    expect(html).toContain('invoice[U+202E]fdp.exe')
  })
})
