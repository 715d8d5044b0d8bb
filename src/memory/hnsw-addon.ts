import { createRequire } from 'node:module'

/** The part of an `hnswlib-node` graph that we use. */
export interface HnswGraph {
  initIndex(maxElements: number, m: number, efConstruction: number, randomSeed: number): void
  addPoint(point: number[], label: number): void
  setEf(ef: number): void
  searchKnn(point: number[], count: number): { neighbors: number[] }
  getCurrentCount(): number
  /** Ends the process when called on a graph that holds points and the file is not sound. */
  readIndexSync(path: string): void
  /** Says nothing when the disk is full. */
  writeIndexSync(path: string): void
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

/** The version of the installed `hnswlib-node`, for which machine it was compiled included. */
export function addonVersion(): string {
  const { version } = createRequire(import.meta.url)('hnswlib-node/package.json') as { version: string }
  return `${version} ${process.platform} ${process.arch}`
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
