import { Chalk } from 'chalk'
import type { Calibration, MeasuredFigure, MeasuredShare, Run } from '../../contract/index.ts'
import { auditOutcomesText, changesText, measuredShareText } from '../../run/index.ts'
import { say, type CommandContext } from '../context.ts'
import { fit } from '../fit.ts'

/** What became of one judge's calibration; the last three only of a check. */
export type CalibrationState = 'written' | 'as before' | 'fresh' | 'changed' | 'missing' | 'damaged'

/** Says what became of one calibration, and its figures. */
export function describeCalibration(
  result: {
    judge: string
    file: string
    state: CalibrationState
    fault?: string
    changes: readonly string[]
    worn: boolean
    run: Pick<Run, 'id' | 'time'>
    calibration: Calibration
  },
  context: CommandContext,
): void {
  const paint = new Chalk({ level: context.color ? 1 : 0 })
  const { judge, file, state, fault = '', changes, worn, run, calibration } = result
  const line = (name: string, text: string, style = (part: string) => part) => {
    for (const [index, part] of fit(text, context.width - 14).entries()) {
      say(context, `  ${(index === 0 ? name : '').padEnd(11)} ${style(part)}`)
    }
  }
  const states = {
    written: 'written',
    'as before': 'as before, from the same run',
    fresh: 'still fits the run',
    changed: `no longer fits: ${changesText(changes)}`,
    missing: 'there is none yet',
    damaged: fault,
  }
  const isBad = state === 'changed' || state === 'missing' || state === 'damaged'
  say(context, paint.bold(judge))
  line('calibration', states[state], isBad ? paint.red : paint.green)
  line('file', file, paint.dim)
  const isChecked = state === 'fresh' || isBad
  line(isChecked ? 'compared' : 'measured', `${isChecked ? 'with' : 'in'} the run ${run.id} of ${run.time}`)
  if (state === 'missing' || state === 'damaged') {
    say(context)
    return
  }
  if (isChecked) line('measured', `in the run ${calibration.run} of ${calibration.time}`)
  const { model } = calibration.definition
  if (model.startsWith('function:')) {
    line('function', `the model is ${model}: a change inside it cannot be seen here`, paint.yellow)
  }
  const { rows, unscored, accuracy, passRecall, failRecall, kappa, majority } = calibration.figures
  line(
    'accuracy',
    `${shown(accuracy)} on ${rows} held-out ${rows === 1 ? 'row' : 'rows'}${unscored > 0 ? `, ${unscored} unscored` : ''}`,
  )
  line('pass-recall', shown(passRecall))
  line('fail-recall', shown(failRecall))
  line('kappa', kappaText(kappa))
  line('majority', `${shown(majority)}: always giving the most frequent answer`)
  const { wornAfter, measurements } = calibration
  const versions = `${measurements.length} ${measurements.length === 1 ? 'version' : 'versions'} of this judge`
  if (worn) {
    line(
      'worn',
      `this held-out set measured ${versions}, more than ${wornAfter}: what was chosen by it has leaked into it, and the figures flatter; take other rows`,
      paint.yellow,
    )
  } else line('versions', `this held-out set measured ${versions}; worn after ${wornAfter}`)
  if (calibration.audit !== undefined) {
    const { probes, rows: audited } = calibration.audit
    const isBiased = probes.some(({ outcome }) => outcome === 'biased')
    line(
      'audit',
      `${auditOutcomesText(calibration.audit)}, on ${audited} ${audited === 1 ? 'row' : 'rows'}`,
      isBiased ? paint.red : undefined,
    )
  }
  if (calibration.offline)
    line('offline', 'verdicts of the offline stand-in, which is no language model', paint.yellow)
  say(context)
}

function shown(share: MeasuredShare): string {
  return measuredShareText(share) ?? missing(share)
}

function kappaText(kappa: MeasuredFigure): string {
  const { estimate, low, high } = kappa
  return estimate === null ? missing(kappa) : `${estimate.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`
}

function missing({ reason = 'there are no rows' }: MeasuredFigure): string {
  return `does not exist: ${reason}`
}
