import { type Decision, singleAlpha } from './decision.ts'
import type { GateLine } from './gate-line.ts'
import { holmAlphas } from './holm-alphas.ts'

const kinds = ['threshold', 'baseline'] as const

/** Makes the decisions, each at 5 %, or with Holm's error rates, apart for thresholds and for baselines. */
export function decideTogether(asked: readonly (GateLine | Decision)[], holm: boolean): GateLine[] {
  const alphas = new Map<GateLine | Decision, number>()
  for (const kind of holm ? kinds : []) {
    const family = familyOf(asked, kind)
    const own = holmAlphas(
      family.map(({ p }) => p),
      singleAlpha,
    )
    for (const [index, decision] of family.entries()) alphas.set(decision, own[index] ?? singleAlpha)
  }
  return asked.map((each) => ('kind' in each ? each.line(alphas.get(each) ?? singleAlpha) : each))
}

/** How many decisions of a kind there are, and what that does to false alarms; empty where there is no kind of two. */
export function decisionsNote(asked: readonly (GateLine | Decision)[], holm: boolean): string {
  const families = kinds
    .map((kind) => ({ kind, count: familyOf(asked, kind).length }))
    .filter(({ count }) => count > 1)
  if (families.length === 0) return ''
  if (holm) {
    const counted = families.map(({ kind, count }) => `${count} ${nouns[kind]}`).join(' and ')
    return `${counted}, ${families.length > 1 ? 'each kind ' : ''}held together at 5 % after Holm.`
  }
  const chances = families.map(({ kind, count }) => {
    const most = Math.min(100, Math.round(100 * singleAlpha * count))
    return `${count} ${nouns[kind]} at 5 % each: the chance that one or more of them ${errors[kind]} can be as high as ${most} %.`
  })
  return `${chances.join(' ')} \`holm: true\` in the gate, or \`--holm\`, holds it at 5 %.`
}

const nouns = { threshold: 'decisions on thresholds', baseline: 'decisions against a baseline' }

const errors = {
  threshold: 'passes a judge that is not good enough',
  baseline: 'blocks a judge that has not changed',
}

function familyOf(asked: readonly (GateLine | Decision)[], kind: Decision['kind']): Decision[] {
  return asked.filter((each): each is Decision => 'kind' in each && each.kind === kind && each.isTest)
}
