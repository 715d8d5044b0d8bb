import { useEffect, useRef } from 'preact/hooks'
import { Visible } from '../content/visible.tsx'
import { keyName, type KeyTable } from './keys.ts'
import { valueText } from './values.ts'

/** The keys, in a dialog. */
export function Help({ keys, areOn, onSwitch, onClose }: HelpProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const rows = [
    ...keys.values.map(({ keys, value }) => ({ keys, what: `say “${valueText(value)}”` })),
    ...keys.commands,
  ]
  return (
    <dialog class="help" ref={dialog} onClose={onClose} aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <table>
        <tbody>
          {rows.map(({ keys, what }) => (
            <tr key={what}>
              <th scope="row">
                {keys.map((key) => (
                  <kbd key={key}>{keyName(key)}</kbd>
                ))}
              </th>
              <td>
                <Visible text={what} />
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">
              <kbd>Ctrl</kbd>
              <kbd>Enter</kbd>
            </th>
            <td>in a text box: done</td>
          </tr>
        </tbody>
      </table>
      <p>
        In the memory: j and k move among the guidelines, e edits, p pins, x mutes, a adds, d goes to the
        diff.
      </p>
      <label class="switch">
        <input type="checkbox" checked={areOn} onChange={(event) => onSwitch(event.currentTarget.checked)} />
        Single keys are on
      </label>
      <form method="dialog">
        <button type="submit" class="primary">
          Close
        </button>
      </form>
    </dialog>
  )
}

interface HelpProps {
  keys: KeyTable
  areOn: boolean
  onSwitch: (areOn: boolean) => void
  onClose: () => void
}
