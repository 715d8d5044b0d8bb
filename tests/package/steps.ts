import { endingSteps } from './ending-steps.ts'
import { judgingSteps } from './judging-steps.ts'
import { loopSteps } from './loop-steps.ts'
import { partSteps } from './part-steps.ts'
import type { Step } from './step.ts'

/** All that must work where the package is installed, whatever Node and Vitest. */
export const steps: readonly Step[] = [...judgingSteps, ...endingSteps, ...loopSteps, ...partSteps]
