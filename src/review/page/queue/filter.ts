import type { QueueFilter } from '../../api.ts'

/** What a person chose to see. */
export interface ChosenFilter {
  show: QueueFilter
  /** A tag or `field=value`; empty for all. */
  slice: string
  /** The name of the person whose labels are looked at; empty for all. */
  by: string
  search: string
}

/** What is shown at first. */
export const firstFilter: ChosenFilter = { show: 'open', slice: '', by: '', search: '' }

/** What a queue can show, in words. */
export const filterNames: Record<QueueFilter, string> = {
  open: 'not labelled by you',
  mismatches: 'mismatches',
  uncertain: 'uncertain',
  unlabelled: 'labelled by nobody',
  labelled: 'labelled by you',
  all: 'all',
}

/** Those that tell of the verdict. */
export const tellingFilters: readonly QueueFilter[] = ['mismatches', 'uncertain']

/** The filter as it can be asked for: blind, nothing that tells of the verdict or of others. */
export function askedFilter(filter: ChosenFilter, isBlind: boolean): ChosenFilter {
  if (!isBlind) return filter
  return { ...filter, by: '', show: tellingFilters.includes(filter.show) ? 'open' : filter.show }
}
