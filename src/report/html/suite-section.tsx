import type { GateLine } from '../../agreement/index.ts'
import type { Run } from '../../contract/index.ts'
import { judgeFindings } from '../describe-judge.ts'
import { suiteAsides } from '../describe-suite.ts'
import { timesJudged } from '../render-suite.ts'
import { Comparisons, pageRemark } from './comparison-section.tsx'
import { ConfusionFigure } from './confusion-figure.tsx'
import { Definitions } from './definitions.tsx'
import { Section } from './figure.tsx'
import { Headline } from './headline.tsx'
import { isMeasured, JudgesFigure } from './judges-figure.tsx'
import { Remarks } from './remarks.tsx'
import type { SuitePart } from './suite-part.ts'

/** One suite: its judges at a glance, drawn and in numbers, with memory and without, truth against verdict. */
export function SuiteSection({
  run,
  part,
  gates,
}: {
  run: Run
  part: SuitePart
  gates: readonly GateLine[]
}) {
  const { suite, summary, calls, place } = part
  const times = timesJudged(suite)
  const measured = summary.judges.filter(isMeasured)
  return (
    <Section id={`suite-${place}`} title={suite.name}>
      <Remarks remarks={summary.comparisons.map((found) => pageRemark(found, summary))} />
      <Headline part={part} gates={gates} />
      <h3>Judges</h3>
      <JudgesFigure run={run} part={part} />
      <Remarks
        remarks={[
          ...summary.judges.flatMap((judge) => judgeFindings(judge, times)),
          ...suiteAsides(summary, { ...calls, judges: [], models: [], app: [] }),
        ]}
      />
      <Definitions judges={suite.judges} />
      {summary.comparisons.length > 0 && (
        <>
          <h3>With memory and without</h3>
          <Comparisons part={part} />
        </>
      )}
      {measured.length > 0 && (
        <>
          <h3>Truth and verdict</h3>
          <div class="pair">
            {measured.map((judge) => (
              <ConfusionFigure judge={judge} />
            ))}
          </div>
        </>
      )}
    </Section>
  )
}
