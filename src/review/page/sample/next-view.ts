import type { ReviewSample } from '../../api.ts'
import { bestView, type ChosenViews, viewsOf } from '../content/shown-as.ts'

/** The next way to look at inputs and outputs, after that in which the outputs are shown. */
export function nextView({ outputs }: ReviewSample, chosen: ChosenViews): ChosenViews {
  const views = viewsOf(outputs)
  const now = views.indexOf(chosen['Outputs'] ?? bestView(outputs))
  const next = views[(now + 1) % views.length] ?? 'json'
  return { ...chosen, Inputs: next, Outputs: next }
}
