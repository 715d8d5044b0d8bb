/** What can be done with a guideline. */
export interface GuidelineActs {
  edit: () => void
  draft: (text: string) => void
  store: () => void
  cancel: () => void
  pin: () => void
  mute: () => void
  open: (sampleId: string) => void
}
