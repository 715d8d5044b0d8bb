import type { RecallSettings } from '../contract/index.ts'

/** One that may be chosen; in order of nearness. */
export interface Candidate {
  /** Cosine similarity to the query, in [-1, 1]. */
  similarity: number
  /** The value taught, as text. */
  value: string
}

/**
 * Chooses `k` of candidates, which come nearest first; those chosen keep that order.
 *
 * Each step takes the candidate with the best marginal relevance, λ · similarity to the query − (1 − λ) · greatest
 * similarity to one chosen already, where λ is 1 − diversity (Carbonell and Goldstein 1998, "The use of MMR"). With
 * `balance` a step looks only at candidates whose value was chosen least often so far, which is a round robin over
 * the values. Of equals the earlier candidate is taken.
 *
 * @param likeness cosine similarity of two candidates, asked for only where diversity is above 0
 */
export function chooseExamples<Item extends Candidate>(
  candidates: readonly Item[],
  k: number,
  { balance = false, diversity = 0 }: RecallSettings,
  likeness: (left: Item, right: Item) => number,
): Item[] {
  const chosen = new Set<number>()
  const timesChosen = new Map<string, number>()
  const nearestChosen = candidates.map(() => Number.NEGATIVE_INFINITY)
  const relevance = (index: number) => {
    const { similarity } = candidates[index] as Item
    if (diversity === 0) return similarity
    const redundancy = chosen.size === 0 ? 0 : (nearestChosen[index] as number)
    return (1 - diversity) * similarity - diversity * redundancy
  }
  while (chosen.size < Math.min(k, candidates.length)) {
    const left = [...candidates.keys()].filter((index) => !chosen.has(index))
    const times = (index: number) => timesChosen.get((candidates[index] as Item).value) ?? 0
    const least = Math.min(...left.map(times))
    const open = balance ? left.filter((index) => times(index) === least) : left
    const best = open.reduce((leader, index) => (relevance(index) > relevance(leader) ? index : leader))
    const item = candidates[best] as Item
    chosen.add(best)
    timesChosen.set(item.value, times(best) + 1)
    if (diversity === 0) continue
    for (const index of left) {
      const like = likeness(candidates[index] as Item, item)
      nearestChosen[index] = Math.max(nearestChosen[index] as number, like)
    }
  }
  return candidates.filter((_, index) => chosen.has(index))
}

/**
 * How often each value has to be there so that a round robin over all that there are reaches `k`: the fewest rounds
 * in which the values, each as often as it is there at most, make up `k`.
 */
export function roundsNeeded(available: readonly number[], k: number): number {
  for (let rounds = 0; ; rounds++) {
    const reached = available.reduce((sum, count) => sum + Math.min(count, rounds), 0)
    const more = available.some((count) => count > rounds)
    if (reached >= k || !more) return rounds
  }
}
