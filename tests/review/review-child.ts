import { systemClock } from '../../src/io/index.ts'
import { review } from '../../src/cli/review.ts'

/** The command `review` in a process of its own, with a page from the folder that is named. */
await review(
  { open: false, annotator: 'ann' },
  {
    root: process.cwd(),
    input: process.stdin,
    output: process.stdout,
    clock: systemClock,
    environment: {},
    width: 80,
    color: false,
    exit: (code) => {
      process.exitCode = code
    },
  },
  { pageFolder: process.argv[2] ?? '' },
)
