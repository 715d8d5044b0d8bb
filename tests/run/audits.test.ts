import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runSchema, type AuditProbe, type Run } from '../../src/contract/index.ts'
import {
  collectRun,
  mergeRuns,
  type ProbeRecord,
  type RecordedFile,
  type RecordedProbe,
} from '../../src/run/index.ts'
import { runFault } from '../../src/run/run-fault.ts'
import { runWithout } from '../../src/align/index.ts'
import { facts, file, judge } from './support.ts'
import { trialsOf } from '../audit/support.ts'

const yes = trialsOf(3, ['yes', 'yes', 'no'])

function probe(
  name: string,
  more: Partial<RecordedProbe> & { audit?: string; found?: Partial<AuditProbe> } = {},
): RecordedProbe {
  const { audit = 'audit of polite', found, ...rest } = more
  const record: ProbeRecord = {
    audit,
    probe: { name, description: 'a change', limit: 0.05, trials: yes, ...found },
    calls: { asked: 9, recorded: 1 },
    mostCalls: { changed: 3, written: 0, shared: 6, besides: [] },
  }
  return { record, started: true, ...rest }
}

function fileOf(probes: RecordedProbe[], path = file): RecordedFile {
  const names = [...new Set(probes.map(({ record }) => record.audit))]
  const audits = Object.fromEntries(names.map((name) => [name, judge('polite')]))
  return { file: path, tests: [], probes, record: { suites: {}, audits } }
}

const brief = (run: Run) =>
  (run.audits ?? []).map(({ name, probes, calls }) => [
    name,
    probes
      .map(
        ({ name: own, notRun, trials }) =>
          `${own} ${trials.length}${notRun === undefined ? '' : ` ${notRun}`}`,
      )
      .join(', '),
    `${calls.asked}+${calls.recorded}`,
  ])

describe('a run of what probes recorded', () => {
  test('has its audits in order of file and name, its probes in that of their tests', () => {
    const run = collectRun(
      [fileOf([probe('b'), probe('a')], 'evals/z.eval.ts'), fileOf([probe('c', { audit: 'z' }), probe('c')])],
      facts,
    )
    expect(brief(run)).toEqual([
      ['audit of polite', 'c 3', '9+1'],
      ['z', 'c 3', '9+1'],
      ['audit of polite', 'b 3, a 3', '18+2'],
    ])
    expect(run.complete).toBe(true)
    expect(runSchema.parse(JSON.parse(JSON.stringify(run)))).toEqual(run)
    expect(run.audits?.[0]).toMatchObject({
      judge: 'polite',
      file,
      fingerprint: 'f'.repeat(16),
      definition: judge('polite').definition,
    })
  })

  test('says which probes were not started, failed or skipped themselves, and is partial for the first alone', () => {
    const probes = [
      probe('later', { started: false, found: { trials: [] } }),
      probe('failed', { error: 'Error: no' }),
      probe('skipped', { found: { notRun: 'nothing to change', trials: [] } }),
    ]
    const run = collectRun([fileOf(probes)], facts)
    expect(brief(run)).toEqual([
      [
        'audit of polite',
        'later 0 its test was not started, failed 3 Error: no, skipped 0 nothing to change',
        '18+2',
      ],
    ])
    expect(run).toMatchObject({ complete: false, partial: ['1 probe was not run'] })
    expect(collectRun([fileOf([probe('later', { started: false })])], facts).audits).toBeUndefined()
  })

  test('tells two audits of one name apart', () => {
    expect(
      brief(collectRun([fileOf([probe('a'), probe('b'), probe('a')])], facts)).map(([name]) => name),
    ).toEqual(['audit of polite', 'audit of polite (2)'])
  })

  test('is damaged where a probe stands twice, or a judge says what it cannot say', () => {
    const [audit] = collectRun([fileOf([probe('a')])], facts).audits ?? []
    const fault = (probes: AuditProbe[]) => runFault({ suites: [], audits: [{ ...audit!, probes }] })
    const own = audit!.probes[0]!
    expect(fault([own])).toBeUndefined()
    expect(fault([own, own])).toBe(`the probe a stands twice in the audit audit of polite of ${file}`)
    expect(fault([{ ...own, trials: trialsOf(1, ['yes', 'maybe', 'no']) }])).toMatch(
      /has "maybe" on the row row 0, which the judge cannot give/,
    )
    expect(fault([{ ...own, trials: trialsOf(1, ['yes', 'yes', 'no'], { expected: true }) }])).toMatch(
      /has true on/,
    )
  })
})

describe('merged runs', () => {
  const part = (id: string, started: string[], all = ['a', 'b', 'c']) => ({
    ...collectRun([fileOf(all.map((name) => probe(name, { started: started.includes(name) })))], facts),
    id,
  })

  test('bring the probes of one audit together, whatever the order of the runs', () => {
    const names = ['a', 'b', 'c']
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 }),
        fc.boolean(),
        (owners, turn) => {
          const parts = [0, 1, 2].map((owner) =>
            part(
              `run-${owner}`,
              names.filter((_, place) => owners[place] === owner),
            ),
          )
          const merged = mergeRuns(turn ? parts.toReversed() : parts)
          expect(brief(merged)).toEqual([['audit of polite', 'a 3, b 3, c 3', '27+3']])
          expect(merged).toMatchObject({ complete: true, partial: [] })
        },
      ),
    )
  })

  test('are refused where a probe stands in two, or the judges differ', () => {
    expect(() => mergeRuns([part('one', ['a', 'b']), part('two', ['b', 'c'])])).toThrow(
      `The probe b of ${file} > audit of polite stands in one and in two; expected each probe once.`,
    )
    const other = part('two', ['b'])
    other.audits![0]!.fingerprint = 'other'
    expect(() => mergeRuns([part('one', ['a']), other])).toThrow(
      'Runs differ in evals/polite.eval.ts > audit of polite: fingerprint',
    )
  })

  test('name what is still missing', () => {
    const merged = mergeRuns([part('one', ['a']), part('two', ['b'])])
    expect(merged.partial).toEqual(['1 probe was not run'])
  })
})

test('a row that is forgotten leaves no trial behind', () => {
  const run = collectRun([fileOf([probe('a'), probe('b')])], facts)
  const { run: left, rows } = runWithout(
    run,
    () => false,
    ({ rowId }) => rowId === 'row 1',
  )
  expect(rows).toBe(1)
  expect(left.partial).toEqual(['1 row was forgotten'])
  expect(JSON.stringify(left.audits)).not.toContain('row 1')
  expect(left.audits?.[0]?.probes.map(({ trials }) => trials.length)).toEqual([2, 2])
})
