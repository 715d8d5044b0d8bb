import { authority, bandwagon, distraction } from './probes/additions.ts'
import { otherPreference, selfPreference } from './probes/attribution.ts'
import { formatting } from './probes/formatting.ts'
import { embeddedInstructions, masterKeys } from './probes/injections.ts'
import { judgeProbes } from './probes/judge-probes.ts'
import { position } from './probes/position.ts'
import { verbosity } from './probes/verbosity.ts'

/** The probes that are built in, each by its name. */
export const probes = {
  verbosity,
  formatting,
  authority,
  bandwagon,
  selfPreference,
  otherPreference,
  distraction,
  position,
  masterKeys,
  embeddedInstructions,
  ...judgeProbes,
}
