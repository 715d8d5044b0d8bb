/** The part of an `hnswlib-node` graph that we use. */
export interface HnswGraph {
  initIndex(maxElements: number, m: number, efConstruction: number, randomSeed: number): void
  addPoint(point: number[], label: number): void
  setEf(ef: number): void
  searchKnn(point: number[], count: number): { neighbors: number[] }
}

/** Makes an empty graph. */
export type HnswGraphClass = new (space: 'ip', dimensions: number) => HnswGraph

/** Imports the addon; passed in so that its absence can be tried. */
export type LoadAddon = () => Promise<unknown>

/** Imports `hnswlib-node`, an optional dependency: rejects where it is missing or was not compiled. */
export const loadHnswlib: LoadAddon = () => import('hnswlib-node')

/** The graph class of an imported addon, a CommonJS module. Throws when there is none. */
export function graphClass(addon: unknown): HnswGraphClass {
  const exported = member(member(addon, 'default'), 'HierarchicalNSW') ?? member(addon, 'HierarchicalNSW')
  if (typeof exported !== 'function') throw new TypeError('hnswlib-node exports no HierarchicalNSW')
  return exported as HnswGraphClass
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
