import type { JudgeSummary } from '../../agreement/index.ts'
import { confusionTable } from '../agreement-tables.ts'
import { explainRecalls } from '../explain-agreement.ts'
import { formatCount, formatStatistic } from '../format.ts'
import { Figure } from './figure.tsx'

/** The verdicts of a judge by truth and verdict, the fuller cells darker; in words where there are too many labels. */
export function ConfusionFigure({ judge: { id, heldout } }: { judge: JudgeSummary }) {
  const { agreement } = heldout
  const { confusion } = agreement
  const table = confusionTable(confusion)
  // What the two recalls mean is enough beside a matrix; a judge without passing values has their mean alone.
  const sentences = explainRecalls(agreement).slice(0, 2)
  const kappa = `kappa ${formatStatistic(agreement.kappa.estimate)}`
  if (table === undefined) {
    return (
      <Figure name="confusion" sentences={sentences}>
        <h4>{id}</h4>
        <p>{`${formatCount(confusion.labels.length)} values, too many for a matrix; ${kappa}.`}</p>
      </Figure>
    )
  }
  const hasUnscored = confusion.unscored.some((rows) => rows > 0)
  const columns = table.columns.slice(0, hasUnscored ? undefined : -1)
  return (
    <Figure name="confusion" sentences={sentences}>
      <h4>{id}</h4>
      <div class="scroll" role="group" aria-label={`${id}: truth and verdict`} tabIndex={0}>
        <table class="matrix">
          <caption>{`Rows by truth and verdict; ${kappa}`}</caption>
          <thead>
            <tr>
              <th scope="col">{table.title}</th>
              {columns.map(({ heading }) => (
                <th scope="col">{heading}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map(({ name, content }, truth) => (
              <tr>
                <th scope="row">{name}</th>
                {columns.map((_, verdict) => {
                  const rows =
                    (verdict < confusion.labels.length
                      ? confusion.counts[truth]?.[verdict]
                      : confusion.unscored[truth]) ?? 0
                  const text = typeof content === 'string' ? content : content[verdict]?.text
                  return (
                    <td
                      class={`heat-${heat(rows, agreement.rows)} ${truth === verdict ? 'right-answer' : ''}`}
                    >
                      {text}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Figure>
  )
}

/** How full a cell is, from 0 to 4: of all rows none, up to 5 %, 15 %, 30 % or more. */
function heat(rows: number, all: number): number {
  if (rows === 0) return 0
  return 1 + [0.05, 0.15, 0.3].filter((limit) => rows / all > limit).length
}
