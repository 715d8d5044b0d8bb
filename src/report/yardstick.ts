/** What people's agreement among themselves says of a judge. */
export const yardstick =
  "People's own agreement is a yardstick: hardly any judge agrees with one person more than people do with each other; with what most of them say it may agree more often."
