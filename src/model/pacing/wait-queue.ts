interface Line<Item> {
  items: Item[]
  head: number
}

/** How many who left a line are kept before they are cut off. */
const keptBehind = 1000

/** Two lines of who waits, each first in, first out; who waits in the first line goes before all of the second. */
export class WaitQueue<Item extends object> {
  readonly #first: Line<Item> = { items: [], head: 0 }
  readonly #second: Line<Item> = { items: [], head: 0 }
  readonly #waiting = new Set<Item>()

  /** How many wait. */
  get size(): number {
    return this.#waiting.size
  }

  /** Lines up at the end of one of the lines. */
  add(item: Item, goesFirst: boolean): void {
    const { items } = goesFirst ? this.#first : this.#second
    items.push(item)
    this.#waiting.add(item)
  }

  /** Leaves the line, from any place; false when it did not wait. */
  remove(item: Item): boolean {
    return this.#waiting.delete(item)
  }

  /** Who is next, without taking it out. */
  peek(): Item | undefined {
    return this.#headOf(this.#first) ?? this.#headOf(this.#second)
  }

  /** Empties both lines and returns who waited, in order. */
  drain(): Item[] {
    const items: Item[] = []
    for (let item = this.peek(); item !== undefined; item = this.peek()) {
      items.push(item)
      this.remove(item)
    }
    return items
  }

  #headOf(line: Line<Item>): Item | undefined {
    let item = line.items[line.head]
    while (item !== undefined && !this.#waiting.has(item)) item = line.items[++line.head]
    if (item === undefined || (line.head > keptBehind && line.head * 2 > line.items.length)) {
      line.items.splice(0, line.head)
      line.head = 0
    }
    return item
  }
}
