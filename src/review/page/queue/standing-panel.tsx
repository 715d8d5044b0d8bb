import type { ReviewStanding } from '../../api.ts'
import { Visible } from '../content/visible.tsx'
import { countText, percentText } from '../parts/values.ts'

/** How far the labels are, and how the judge agrees with them so far. */
export function StandingPanel({ standing, samples, isBlind }: StandingProps) {
  const { labelled, people, agreement } = standing
  return (
    <section class="standing" aria-label="How far it is">
      <p class="progress-text">
        <strong>{labelled.toLocaleString('en')}</strong> of {countText(samples, 'sample')} labelled by you
      </p>
      <progress value={labelled} max={Math.max(samples, 1)} aria-label="Labelled by you" />
      {people.length > 1 && !isBlind && (
        <p class="people">
          {people.map(({ name, labels }, index) => (
            <span key={name}>
              {index > 0 && ' · '}
              <Visible text={name} /> {labels.toLocaleString('en')}
            </span>
          ))}
        </p>
      )}
      {isBlind ? (
        <p class="agreement-note">Blind: agreement is hidden.</p>
      ) : (
        agreement.length > 0 && (
          <>
            <table class="agreement">
              <caption>Agrees with people so far in</caption>
              <tbody>
                {agreement.map(({ judge, agree, labels, low, high }) => (
                  <tr key={judge}>
                    <th scope="row">
                      <Visible text={judge} />
                    </th>
                    <td>
                      {agree} of {labels}
                    </td>
                    <td class="interval">
                      {labels === 0 ? '' : `${percentText(low)} to ${percentText(high)}`}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p class="agreement-note">The rows were chosen, so this is no measurement.</p>
          </>
        )
      )}
    </section>
  )
}

interface StandingProps {
  standing: ReviewStanding
  samples: number
  isBlind: boolean
}
