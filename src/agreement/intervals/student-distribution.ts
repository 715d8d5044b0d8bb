import { betaDistribution } from './beta-distribution.ts'
import { bisect } from './bisect.ts'

/**
 * P(T <= t) of Student's t distribution, by the incomplete beta function (Abramowitz and Stegun 26.7.1).
 * The degrees of freedom need not be an integer.
 *
 * @throws RangeError unless degreesOfFreedom is finite and above 0
 */
export function studentDistribution(t: number, degreesOfFreedom: number): number {
  if (!(degreesOfFreedom > 0 && degreesOfFreedom < Infinity)) {
    throw new RangeError(`Finite degrees of freedom above 0 were expected, got ${degreesOfFreedom}.`)
  }
  const squared = t * t
  const total = degreesOfFreedom + squared
  const tail = betaDistribution(degreesOfFreedom / total, degreesOfFreedom / 2, 0.5, squared / total) / 2
  return t > 0 ? 1 - tail : tail
}

/**
 * The quantile of Student's t distribution: the t at which `studentDistribution` reaches the probability.
 *
 * @throws RangeError unless 0 < probability < 1 and degreesOfFreedom is finite and above 0
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`A probability between 0 and 1 was expected, got ${probability}.`)
  }
  if (probability > 0.5) return -studentQuantile(1 - probability, degreesOfFreedom)
  if (probability === 0.5) return 0
  let bound = -1
  while (studentDistribution(bound, degreesOfFreedom) > probability) bound *= 2
  return bisect(bound, 0, (t) => studentDistribution(t, degreesOfFreedom) < probability)
}
