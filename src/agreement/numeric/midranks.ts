/**
 * Each number's midrank less the mean of all ranks, which is half the total weight: ties share the mean of their ranks,
 * and a weight counts a number that many times.
 */
export function midrankDeviations(numbers: readonly number[], weights: readonly number[]): number[] {
  const sums = new Map<number, number>()
  numbers.forEach((number, index) => {
    sums.set(number, (sums.get(number) ?? 0) + (weights[index] ?? 1))
  })
  let total = 0
  for (const weight of sums.values()) total += weight
  const ranks = new Map<number, number>()
  let below = 0
  for (const [number, weight] of [...sums].sort(([left], [right]) => left - right)) {
    ranks.set(number, below + weight / 2 - total / 2)
    below += weight
  }
  return numbers.map((number) => ranks.get(number) ?? 0)
}
