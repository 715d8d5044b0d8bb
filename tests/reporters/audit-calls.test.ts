import { expect, test } from 'vitest'
import { auditCallTexts } from '../../reporters/audit-calls.ts'
import type { ProbeRecord } from '../../src/run/index.ts'

function record(audit: string, mostCalls: Partial<ProbeRecord['mostCalls']> = {}): ProbeRecord {
  return {
    audit,
    probe: { name: 'p', description: 'a change', limit: 0.05, trials: [] },
    calls: { asked: 0, recorded: 0 },
    mostCalls: { changed: 600, written: 0, shared: 1200, besides: [], ...mostCalls },
  }
}

test('what audits take is said of each, with what they share once', () => {
  expect(
    auditCallTexts([
      record('audit of polite', { besides: ['embeddings'] }),
      record('other', { changed: 20, shared: 40 }),
      record('audit of polite', { written: 600, besides: ['embeddings', 'distilling its memory anew'] }),
      record('audit of polite', { written: 1, besides: ['embeddings'] }),
    ]),
  ).toEqual([
    'audit of polite: at most 3,601 calls (1,200 about samples as they are, 1,800 about changed ones, 601 to have texts written) besides embeddings and distilling its memory anew, fewer where recordings answer',
    'other: at most 60 calls (40 about samples as they are, 20 about changed ones), fewer where recordings answer',
  ])
})
