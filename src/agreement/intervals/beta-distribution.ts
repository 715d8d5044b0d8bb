import { bisect } from './bisect.ts'

/**
 * The regularised incomplete beta function: P(X <= x) for X ~ Beta(a, b), by the continued fraction of DiDonato
 * and Morris (1992) with a Stirling prefactor after Loader (2000), so that large `a` and `b` lose no digits: relative
 * error below 3e-13 up to 1e6. Give `complement` where 1 - x is known better than a subtraction would tell it.
 *
 * @throws RangeError unless 0 <= x <= 1, a > 0 and b > 0
 */
export function betaDistribution(x: number, a: number, b: number, complement = 1 - x): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) {
    throw new RangeError(`0 <= x <= 1, a > 0 and b > 0 were expected, got x ${x}, a ${a} and b ${b}.`)
  }
  if (x === 0 || complement === 0) return x
  if (Math.min(a, b) < 1e-290) return a <= b ? 1 : 0
  const scale = prefactor(x, complement, a, b)
  if (x < (a + 1) / (a + b + 2)) return Math.min(1, scale / continuedFraction(x, complement, a, b))
  return Math.max(0, 1 - scale / continuedFraction(complement, x, b, a))
}

/**
 * The quantile of Beta(a, b): the x at which `betaDistribution` reaches the probability.
 *
 * @throws RangeError unless 0 <= probability <= 1, a > 0 and b > 0
 */
export function betaQuantile(probability: number, a: number, b: number): number {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`A probability from 0 to 1 was expected, got ${probability}.`)
  }
  if (probability === 0 || probability === 1) return probability
  return bisect(0, 1, (x) => betaDistribution(x, a, b) < probability)
}

/** x^a (1 - x)^b / B(a, b) */
function prefactor(x: number, complement: number, a: number, b: number): number {
  const sum = a + b
  const excess = a * complement - b * x
  const exponent =
    stirlingError(sum) -
    stirlingError(a) -
    stirlingError(b) -
    deviance(a, excess, sum * x) -
    deviance(b, -excess, sum * complement)
  return Math.sqrt((a / (2 * Math.PI)) * (b / sum)) * Math.exp(exponent)
}

/** k ln(k / mean) - excess, where excess = k - mean is known better than the subtraction would tell it. */
function deviance(k: number, excess: number, mean: number): number {
  const ratio = excess / mean
  if (Math.abs(ratio) > 0.1) return k * Math.log(k / mean) - excess
  let power = ratio
  let sum = 0
  for (let index = 2; Math.abs(power) > Number.EPSILON * Math.abs(sum) && power !== 0; index++) {
    sum += power / (index * (index - 1))
    power *= -ratio
  }
  return excess * sum
}

/** ln Γ(a) minus Stirling's (a - 1/2) ln a - a + ln(2π) / 2. */
function stirlingError(a: number): number {
  if (a < 16) return stirlingError(a + 1) + (a + 0.5) * Math.log1p(1 / a) - 1
  const squared = a * a
  return (
    (1 / 12 -
      (1 / 360 -
        (1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / 360360 / squared) / squared) / squared) / squared) /
        squared) /
    a
  )
}

/**
 * DiDonato and Morris's continued fraction (BFRAC), by Lentz's method: it converges within O(sqrt(max(a, b))) steps
 * where x is below the mean, and its only difference of near numbers, a (1 - x) - b x, is taken as such.
 */
function continuedFraction(x: number, complement: number, a: number, b: number): number {
  const guard = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value)
  const excess = a * complement - b * x
  const denominator = (step: number) =>
    step +
    (step * (b - step) * x) / (a + 2 * step - 1) +
    ((a + step) * (excess + 1 + step * (1 + complement))) / (a + 2 * step + 1)
  let fraction = guard((a * (excess + 1)) / (a + 1))
  let upper = fraction
  let lower = 0
  for (let step = 1; step < 100_000; step++) {
    const width = a + 2 * step - 1
    const numerator = ((step * (a + step - 1)) / width) * ((a + b + step - 1) / width) * (b - step) * x * x
    lower = 1 / guard(denominator(step) + numerator * lower)
    upper = guard(denominator(step) + numerator / upper)
    fraction *= lower * upper
    if (Math.abs(lower * upper - 1) < Number.EPSILON) break
  }
  return fraction
}
