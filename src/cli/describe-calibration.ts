import { Chalk } from 'chalk'
import type { Calibration, MeasuredShare } from '../contract/index.ts'
import { measuredShareText } from '../run/index.ts'
import { say, type CommandContext } from './context.ts'
import { fit } from './fit.ts'

/** Says what became of one calibration, and its figures. */
export function describeCalibration(
  result: {
    judge: string
    file: string
    state: 'written' | 'as before' | 'fresh' | 'changed' | 'missing'
    changes: readonly string[]
    worn: boolean
    calibration: Calibration
  },
  wornAfter: number,
  context: CommandContext,
): void {
  const paint = new Chalk({ level: context.color ? 1 : 0 })
  const { judge, file, state, changes, worn, calibration } = result
  const line = (name: string, text: string, style = (part: string) => part) => {
    for (const [index, part] of fit(text, context.width - 14).entries()) {
      say(context, `  ${(index === 0 ? name : '').padEnd(11)} ${style(part)}`)
    }
  }
  const states = {
    written: 'written',
    'as before': 'as before, from the same run',
    fresh: 'still fits the run',
    changed: `no longer fits: ${changes.join(', ')} ${changes.length === 1 ? 'has' : 'have'} changed`,
    missing: 'there is none yet',
  }
  const isBad = state === 'changed' || state === 'missing'
  say(context, paint.bold(judge))
  line('calibration', states[state], isBad ? paint.red : paint.green)
  line('file', file, paint.dim)
  if (state === 'missing') {
    say(context)
    return
  }
  const { rows, unscored, accuracy, passRecall, failRecall, kappa, majority } = calibration.figures
  line(
    'accuracy',
    `${shown(accuracy)} on ${rows} held-out rows${unscored > 0 ? `, ${unscored} unscored` : ''}`,
  )
  line('pass-recall', shown(passRecall))
  line('fail-recall', shown(failRecall))
  line('kappa', kappa === null ? 'does not exist' : kappa.toFixed(3))
  line('majority', `${shown(majority)}: always giving the most frequent answer`)
  const number = calibration.measurements.length
  const times = number === 1 ? 'once' : `${number} times`
  if (worn) {
    line(
      'worn',
      `this held-out set was measured ${times}, more than ${wornAfter}: what was chosen by it has leaked into it, and the figures flatter; take other rows`,
      paint.yellow,
    )
  } else line('measured', `${times} on this held-out set`)
  if (calibration.offline)
    line('offline', 'verdicts of the offline stand-in, which is no language model', paint.yellow)
  say(context)
}

function shown(share: MeasuredShare): string {
  return measuredShareText(share) ?? `does not exist: ${share.reason ?? 'there are no rows'}`
}
