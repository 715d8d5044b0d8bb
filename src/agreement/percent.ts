/** A share in percent with one decimal: `81.2 %`. */
export function percent(share: number, decimals = 1): string {
  return `${(100 * share).toFixed(decimals)} %`
}

/**
 * Two shares in percent with as few decimals (1 to 4) as keep them apart, so that a sentence which calls one of
 * them smaller never prints two equal numbers.
 */
export function distinctPercents(left: number, right: number): [string, string] {
  for (let decimals = 1; decimals < 4; decimals++) {
    const pair: [string, string] = [percent(left, decimals), percent(right, decimals)]
    if (left === right || pair[0] !== pair[1]) return pair
  }
  return [percent(left, 4), percent(right, 4)]
}
