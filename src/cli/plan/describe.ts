import { Chalk } from 'chalk'
import { type CriterionBounds, mostPlannedLabels, percent } from '../../agreement/index.ts'
import { say, type CommandContext } from '../context.ts'
import { fit } from '../fit.ts'
import type { JudgePlan } from './judge-plan.ts'

const titles: Record<CriterionBounds['name'], string> = {
  accuracy: 'accuracy',
  passRecall: 'pass-recall',
  failRecall: 'fail-recall',
  balancedAccuracy: 'balanced accuracy',
  kappa: 'kappa',
}

/** Says what one gate takes: what is expected, how many labels, what those so far can decide, the next command. */
export function describePlan(plan: JudgePlan, context: CommandContext): void {
  const paint = new Chalk({ level: context.color ? 1 : 0 })
  const line = (name: string, text: string, style = (part: string) => part) => {
    for (const [index, part] of fit(text, context.width - 14).entries()) {
      say(context, `  ${(index === 0 ? name : '').padEnd(11)} ${style(part)}`)
    }
  }
  const { suite, judge, bounds, source, soFar, leftOut, perIndependentRow } = plan
  const gate = bounds.map(({ name, threshold }) => `${titles[name]} ${shown(name, threshold)}`)
  say(context, paint.bold(`${suite} > ${judge}`))
  line('gate', gate.join(', '))
  line('expected', `${expectedText(plan)}: ${source}`)
  say(context)
  for (const text of stepsOf(plan)) say(context, text)
  const [enough, ...rows] = enoughTexts(plan)
  line('labels', enough ?? '')
  for (const text of rows) line('rows', text)
  if (perIndependentRow > 1.05) {
    line(
      'groups',
      `rows of one group count together: so far ${perIndependentRow.toFixed(1)} labels say as much as one of independent rows; the numbers above are of independent rows, so take ${perIndependentRow.toFixed(1)} times as many`,
      paint.yellow,
    )
  }
  line(
    'so far',
    `${plan.labels} ${plan.labels === 1 ? 'label' : 'labels'}: ${soFar.outcome.replaceAll('-', ' ')}. ${soFar.reason}`,
  )
  for (const text of bounds.flatMap(boundText)) line('decided', text)
  if (plan.worn !== undefined) line('worn', `they are of ${plan.worn}`, paint.yellow)
  if (leftOut.length > 0) line('left out', `${leftOut.join(', ')}: not planned for here`, paint.dim)
  const next = nextOf(plan)
  if (next !== undefined) line('next', next, paint.cyan)
  say(context)
}

function expectedText({ expected }: JudgePlan): string {
  return expected.kind === 'labels'
    ? `accuracy ${percent(expected.accuracy)} over ${expected.labels} labels`
    : `pass-recall ${percent(expected.passRecall)}, fail-recall ${percent(expected.failRecall)}, ${percent(expected.passRate)} of the truths pass`
}

function stepsOf({ plan: { steps } }: JudgePlan): string[] {
  if (steps.length === 0) return []
  const row = (cells: readonly string[]) => `  ${cells.map((cell) => cell.padStart(12)).join('')}`
  return [
    '  how often the gate passes, with so many labels of rows picked',
    row(['labels', 'at random', 'by verdict']),
    ...steps.map(({ labels, chance }) =>
      row([String(labels), percent(chance.random), percent(chance['by verdict'])]),
    ),
    '',
  ]
}

function enoughTexts({ plan, expected, labels, unlabelled }: JudgePlan): string[] {
  const { enough, hopeless } = plan
  if (hopeless !== undefined) {
    return [`no number of labels will do for a judge that is as expected: ${hopeless}`]
  }
  const { random, 'by verdict': byVerdict } = enough
  const failing = (number: number) =>
    expected.kind === 'labels'
      ? ''
      : `, of which about ${Math.round(number * (1 - expected.passRate))} truly fail`
  const some = (number: number | undefined, extra: string) =>
    number === undefined ? `more than ${mostPlannedLabels}` : `about ${number}${extra}`
  const texts = [
    `${some(random, random === undefined ? '' : failing(random))}, of rows picked at random; ${some(byVerdict, '')} where rows are picked by verdict (feedback --measure): then the gate passes four times in five`,
  ]
  const wanted = Math.min(random ?? Infinity, byVerdict ?? Infinity)
  const there = labels + unlabelled
  return Number.isFinite(wanted) && there < wanted
    ? [...texts, `there are ${there} held-out rows, labelled or not: more rows are needed`]
    : texts
}

function boundText({ name, passesUpTo, failsAbove, rows }: CriterionBounds): string[] {
  if (passesUpTo === undefined || failsAbove === undefined) return []
  return [
    `${titles[name]}, on ${rows} ${rows === 1 ? 'row' : 'rows'}: a threshold of up to ${shown(name, passesUpTo, 'down')} would pass, one above ${shown(name, failsAbove)} fail`,
  ]
}

/** The draw that would do, as far as there are rows; undefined where the gate passes already or nothing would do. */
function nextOf({ plan, judge, labels, drawn, unlabelled, soFar }: JudgePlan): string | undefined {
  const wanted = plan.enough['by verdict']
  if (wanted === undefined || soFar.outcome === 'pass' || unlabelled === 0) return undefined
  const count = Math.min(drawn + unlabelled, Math.max(drawn + 1, wanted - (labels - drawn)))
  return `npx vitest-judge feedback --measure ${count} --judge ${judge}`
}

/** A bound is cut, not rounded: a threshold as printed must be one that passes. */
function shown(name: CriterionBounds['name'], figure: number, direction?: 'down'): string {
  const cut = direction === 'down' ? Math.floor(figure * 1000 + 1e-9) / 1000 : figure
  return name === 'kappa' ? cut.toFixed(3) : percent(cut)
}
