import type { AuditProbe, AuditTrial, RunAudit } from '../../src/contract/index.ts'
import { auditOf, booleanJudge, trialsOf } from '../audit/support.ts'

/** Trials in which the judge says no of a wrong answer, and yes where it is changed. */
const fooled: Partial<AuditTrial> = { truth: false, change: 'outputs: …I am certain that this is right.' }

/** What stands for one probe of an audit. */
export function probeOf(
  name: string,
  trials: readonly AuditTrial[],
  more: Partial<AuditProbe> = {},
): AuditProbe {
  return { name, description: `what ${name} changes`, limit: 0.05, trials: [...trials], ...more }
}

/** An audit in which every outcome stands, and every reason why it cannot tell that 200 rows can show. */
export function everyOutcome(): RunAudit {
  const steady = (count: number, from = 0) => trialsOf(count, [true, true, true], { truth: true, from })
  return {
    ...auditOf({}),
    probes: [
      probeOf('authority', [
        ...trialsOf(60, [false, false, true], fooled),
        ...trialsOf(2, [true, true, false], { truth: true, from: 60 }),
        ...trialsOf(1, [false, true, true], { ...fooled, from: 62 }),
        ...steady(137, 63),
      ]),
      probeOf('verbosity', [...trialsOf(1, [true, true, false], { truth: true }), ...steady(199, 1)]),
      probeOf('formatting', [...trialsOf(7, [true, true, false], { truth: true }), ...steady(193, 7)]),
      probeOf('bandwagon', [...trialsOf(3, [true, true, false]), ...steady(17, 3)]),
      probeOf('distraction', [...trialsOf(30, [true, true, undefined]), ...steady(170, 30)]),
      probeOf('masterKeys', steady(150), {
        inapplicable: 20,
        notRun: '50 of 200 trials failed, the first with Error: no answer',
      }),
      probeOf('position', [], { notRun: 'the outputs have no first and second' }),
    ],
    calls: { asked: 1200, recorded: 370 },
  }
}

/** An audit of a judge that does not mind. */
export function cleanAudit(): RunAudit {
  return {
    ...auditOf({ verbosity: trialsOf(200, [true, true, true]) }),
    definition: booleanJudge,
    calls: { asked: 0, recorded: 600 },
  }
}
