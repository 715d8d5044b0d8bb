import { useEffect, useRef } from 'preact/hooks'

/** A box for the text of a guideline. */
export function GuidelineEditor({ label, text, isStoring, onText, onStore, onCancel }: EditorProps) {
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <form
      class="editor"
      onSubmit={(event) => {
        event.preventDefault()
        onStore()
      }}
    >
      <label>
        <span>{label}</span>
        <textarea
          ref={box}
          rows={3}
          value={text}
          onInput={(event) => onText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur()
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault()
              onStore()
            }
          }}
        />
      </label>
      <div class="moves">
        <button type="submit" class="primary" disabled={isStoring || text.trim() === ''}>
          Store
        </button>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  )
}

interface EditorProps {
  label: string
  text: string
  isStoring: boolean
  onText: (text: string) => void
  onStore: () => void
  onCancel: () => void
}
