/** Where `isBelow` turns from true to false between two ends, to the last bit a double can tell apart. */
export function bisect(from: number, to: number, isBelow: (at: number) => boolean): number {
  let [low, high] = [from, to]
  for (;;) {
    const middle = low + (high - low) / 2
    if (middle <= low || middle >= high) return middle
    if (isBelow(middle)) low = middle
    else high = middle
  }
}
