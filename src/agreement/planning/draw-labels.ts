/** A sample that may be drawn for a label: in which stratum it lies, and how many cases it stands for already. */
export interface Drawable {
  id: string
  stratum: string
  /** Default 1. */
  weight?: number | undefined
}

/** How samples are drawn. */
export interface DrawOptions {
  /** How many labels are wanted in all; more than there are samples means all of them. */
  labels: number
  /** A permanent random number of a sample, in [0, 1): the same whenever it is asked for. */
  placeOf: (id: string, purpose: 'pick' | 'order') => number
  /** Samples that were labelled by this draw before: the draw reaches at least to them. */
  labelled?: ReadonlySet<string>
}

/**
 * How many labels each stratum gets: in proportion to the root of its size (Bankier 1988), so that a rare verdict is
 * seen often enough and a frequent one is not weighted beyond measure. Dealt out one by one by d'Hondt's divisors, after
 * two for each stratum, so that more labels never take one away from a stratum. No stratum gets more than it has.
 *
 * @throws RangeError unless sizes are integers of 0 or more and labels is one
 */
export function allocateLabels(sizes: readonly number[], labels: number): number[] {
  for (const number of [...sizes, labels]) {
    if (!(Number.isInteger(number) && number >= 0))
      throw new RangeError(`An integer of 0 or more was expected, got ${number}.`)
  }
  const given = sizes.map(() => 0)
  const priority = (place: number) => {
    const [size = 0, has = 0] = [sizes[place], given[place]]
    if (has >= size) return -1
    // The first two of each stratum come before all others, those of the smallest first.
    return has < 2 ? Number.MAX_VALUE / (1 + has) / size : Math.sqrt(size) / (has + 1)
  }
  for (let left = Math.min(labels, sum(sizes)); left > 0; left--) {
    const next = sizes.reduce((best, _, place) => (priority(place) > priority(best) ? place : best), 0)
    given[next] = (given[next] ?? 0) + 1
  }
  return given
}

/**
 * A stratified random sample in the order in which labels are asked for. Within a stratum samples come by their permanent
 * random numbers (Ohlsson 1995), so a larger draw holds the smaller one, and labels that stop early are a random sample
 * of each stratum; the strata are mixed, so that the order tells nothing of the verdict.
 */
export function drawLabels<Item extends Drawable>(
  frame: readonly Item[],
  { labels, placeOf, labelled = new Set() }: DrawOptions,
): Item[] {
  const strata = strataOf(frame).map((items) => byPlace(items, (id) => placeOf(id, 'pick')))
  const wanted = allocateLabels(
    strata.map(({ length }) => length),
    labels,
  )
  const keyed = strata.flatMap((items, place) => {
    const reached = items.findLastIndex(({ id }) => labelled.has(id)) + 1
    const size = Math.max(wanted[place] ?? 0, reached)
    return items
      .slice(0, size)
      .map((item, rank) => ({ item, key: (rank + placeOf(item.id, 'order')) / size }))
  })
  return keyed
    .toSorted((left, right) => left.key - right.key || compare(left.item.id, right.item.id))
    .map(({ item }) => item)
}

/**
 * The weight of each labelled sample: how many samples of its stratum there are for each labelled one, times the weight
 * that it has already. It is the inverse of the chance to be labelled, as labels within a stratum are a random sample.
 */
export function labelWeights(frame: readonly Drawable[], labelled: ReadonlySet<string>): Map<string, number> {
  return new Map(
    strataOf(frame).flatMap((items) => {
      const own = items.filter(({ id }) => labelled.has(id))
      return own.map(({ id, weight = 1 }): [string, number] => [id, (weight * items.length) / own.length])
    }),
  )
}

/** By name of the stratum. */
function strataOf<Item extends Drawable>(frame: readonly Item[]): Item[][] {
  return [...Map.groupBy(frame, ({ stratum }) => stratum)]
    .toSorted(([left], [right]) => compare(left, right))
    .map(([, items]) => items)
}

function byPlace<Item extends Drawable>(items: readonly Item[], placeOf: (id: string) => number): Item[] {
  return items
    .map((item) => ({ item, place: placeOf(item.id) }))
    .toSorted((left, right) => left.place - right.place || compare(left.item.id, right.item.id))
    .map(({ item }) => item)
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0)
}
