import type { RunJudge } from '../../contract/index.ts'
import { formatValue, list } from '../format.ts'
import { cutText } from './readable-text.ts'

const longest = 6000

/** How the judges of a suite are defined: instructions or guidelines, values and model. */
export function Definitions({ judges }: { judges: readonly RunJudge[] }) {
  return (
    <details>
      <summary>How these judges are defined</summary>
      {judges.map(({ id, definition }) => (
        <>
          <h4>{id}</h4>
          <p class="soft">{`model ${definition.model} · answers ${valuesText(definition)}`}</p>
          <pre>
            {
              cutText(
                [definition.instructions, ...(definition.guidelines ?? []).map((one) => `- ${one}`)]
                  .filter((text) => text !== '')
                  .join('\n'),
                longest,
              ).text
            }
          </pre>
        </>
      ))}
    </details>
  )
}

function valuesText({ valueType }: RunJudge['definition']): string {
  if (valueType.type === 'label') return list(valueType.values.map(formatValue), 8)
  if (valueType.type === 'number') return `a number from ${valueType.min} to ${valueType.max}`
  return valueType.type === 'boolean' ? 'true or false' : 'in words'
}
