import type { GateLine } from '../../agreement/index.ts'
import { gateReasons, gateTitle, outcomeMark, outcomeWord } from '../describe-gate.ts'
import { explainGates } from '../explain-run.ts'
import { count, list } from '../format.ts'
import { Section } from './figure.tsx'
import { Explanations, Mark, Remarks, Words } from './remarks.tsx'

/** How many gates there are and what became of them: `2 gates: 1 passed and 1 failed.` */
export function gatesText(gates: readonly GateLine[]): string {
  if (gates.length === 0) return 'No gate is set.'
  const outcomes = Map.groupBy(gates, outcomeWord)
  if (outcomes.size === 1) return `${count(gates.length, 'gate')}: ${[...outcomes.keys()].join('')}.`
  return `${count(gates.length, 'gate')}: ${list([...outcomes].map(([word, { length }]) => `${length} ${word}`))}.`
}

/** Every gate with its reasons; nothing without gates. */
export function GatesSection({
  gates,
  note,
  suites,
}: {
  gates: readonly GateLine[]
  note: string
  suites: number
}) {
  if (gates.length === 0) return null
  return (
    <Section id="gates" title="Gates">
      <ul class="gate">
        {gates.map((gate) => {
          const { tone } = outcomeMark(gate.outcome)
          const { own, criteria } = gateReasons(gate)
          return (
            <li class={tone}>
              <strong>
                <Mark tone={tone} />
                {gateTitle(gate, suites)}
              </strong>
              {own !== undefined && (
                <p>
                  <Words text={own} />
                </p>
              )}
              <Remarks
                remarks={[
                  ...criteria.map(({ outcome, reason }) => ({
                    text: reason,
                    tone: outcomeMark(outcome).tone,
                  })),
                  ...(gate.warnings ?? []).map((text) => ({ text, tone: 'doubtful' as const })),
                ]}
              />
            </li>
          )
        })}
      </ul>
      {note !== '' && (
        <p class="soft">
          <Words text={note} />
        </p>
      )}
      <Explanations texts={explainGates(gates, note)} />
    </Section>
  )
}
