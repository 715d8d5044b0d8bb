/**
 * P(Z <= z) of the standard normal distribution, with a relative error below 1e-14 also in the lower tail:
 * the series of Abramowitz and Stegun 26.2.11 near the middle, Laplace's continued fraction (26.2.14) beyond 1.5.
 * For an upper tail ask for `normalDistribution(-z)`, which keeps the digits that `1 - ...` would lose.
 */
export function normalDistribution(z: number): number {
  if (z > 1.5) return 1 - normalDistribution(-z)
  if (z < -40) return 0
  if (z < -1.5) return density(z) / millsDenominator(-z)
  let term = z
  let sum = z
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * Number.EPSILON; odd += 2) {
    term *= (z * z) / odd
    sum += term
  }
  return 0.5 + density(z) * sum
}

/** exp(-z²/2) / sqrt(2π), with z² split so that its rounding does not reach the exponential. */
function density(z: number): number {
  const coarse = Math.trunc(z * 16) / 16
  const rest = (z - coarse) * (z + coarse)
  return (Math.exp((-coarse * coarse) / 2) * Math.exp(-rest / 2)) / Math.sqrt(2 * Math.PI)
}

function millsDenominator(z: number): number {
  let fraction = z
  for (let numerator = 200; numerator > 0; numerator--) fraction = z + numerator / fraction
  return fraction
}
