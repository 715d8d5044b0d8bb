import type { BootstrapOptions } from '../agreement/index.ts'
import { seededRandom } from '../io/index.ts'

/** How bootstraps of commands draw: the same figures come out every time. */
export const bootstrap = { seed: 1, resamples: 2000 } as const

/** A fresh draw from the seed. */
export function seededDraw(): BootstrapOptions {
  return { random: seededRandom(bootstrap.seed), resamples: bootstrap.resamples }
}
