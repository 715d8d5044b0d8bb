import { visibleParts } from './visible-parts.ts'

/** Text that came from a row, a model or a person: never markup, and no character of it hides or turns others round. */
export function Visible({ text }: { text: string }) {
  const parts = visibleParts(text)
  return (
    <>
      {parts.map(({ text, control }, index) =>
        control === undefined ? (
          text
        ) : (
          <span key={index} class="control" title={control}>
            {text}
          </span>
        ),
      )}
    </>
  )
}
