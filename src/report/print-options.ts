/** How a text for the terminal is written. */
export interface PrintOptions {
  /** In terminal columns; below 30 it is taken for 30. */
  width: number
  /** The 16 basic terminal colours, or none at all. */
  color: boolean
  /** Says at the end, in a plain sentence each, what the numbers mean; default false. */
  explain?: boolean
}
