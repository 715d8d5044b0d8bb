import { normalQuantile } from '../intervals/normal-quantile.ts'

/**
 * The smallest n at which half the width of Wilson's two-sided interval is at most `halfWidth`, where the share found
 * is `rate`. `confidence` is 0.95 by default. With u = z² / n the half-width h is reached where
 * (1/4 - h²) u² + (p (1 - p) - 2 h²) u = h².
 *
 * @throws RangeError unless 0 <= rate <= 1 and 0 < halfWidth < 0.5
 */
export function rowsForHalfWidth(
  rate: number,
  halfWidth: number,
  { confidence = 0.95 }: { confidence?: number } = {},
): number {
  if (!(rate >= 0 && rate <= 1 && halfWidth > 0 && halfWidth < 0.5)) {
    throw new RangeError(
      `A rate from 0 to 1 and a half-width between 0 and 0.5 were expected, got ${rate} and ${halfWidth}.`,
    )
  }
  const squared = halfWidth * halfWidth
  const a = 0.25 - squared
  const b = rate * (1 - rate) - 2 * squared
  const root = (Math.sqrt(b * b + 4 * a * squared) - b) / (2 * a)
  return Math.ceil(normalQuantile((1 + confidence) / 2) ** 2 / root)
}
