/** How likely each count of successes is, 0 to n, where every row succeeds with the rate. */
export function binomialProbabilities(n: number, rate: number): number[] {
  return Array.from({ length: n + 1 }, (_, count) =>
    Math.exp(
      logFactorial(n) -
        logFactorial(count) -
        logFactorial(n - count) +
        logPower(rate, count) +
        logPower(1 - rate, n - count),
    ),
  )
}

/** How likely it is that of n rows so many are of one kind, so many of another, and the rest of neither. */
export function trinomialProbability(
  n: number,
  [first, second]: readonly [count: number, count: number],
  [firstRate, secondRate]: readonly [rate: number, rate: number],
): number {
  const rest = n - first - second
  return Math.exp(
    logFactorial(n) -
      logFactorial(first) -
      logFactorial(second) -
      logFactorial(rest) +
      logPower(firstRate, first) +
      logPower(secondRate, second) +
      logPower(1 - firstRate - secondRate, rest),
  )
}

/** The chance of an event, summed over all pairs of counts up to `sizes`; pairs less likely than 1e-14 are left out. */
export function chanceOverPairs(
  probability: (first: number, second: number) => number,
  [firstSize, secondSize]: readonly [size: number, size: number],
  happens: (first: number, second: number) => boolean,
): number {
  let chance = 0
  for (let first = 0; first <= firstSize; first++) {
    for (let second = 0; second <= secondSize; second++) {
      const own = probability(first, second)
      if (own > 1e-14 && happens(first, second)) chance += own
    }
  }
  return chance
}

const logFactorials = [0]

function logFactorial(count: number): number {
  for (let next = logFactorials.length; next <= count; next++) {
    logFactorials.push((logFactorials[next - 1] as number) + Math.log(next))
  }
  return logFactorials[count] as number
}

/** A rate that has become less than 0 by rounding alone counts as 0. */
function logPower(rate: number, count: number): number {
  return count === 0 ? 0 : count * Math.log(Math.max(0, rate))
}
