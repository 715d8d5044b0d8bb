/**
 * Loaded into a process by `node --import`, it prints as the last line of standard error how long the process ran,
 * from `performance.mark('start')` where there is such a mark, and the most memory that it held, as JSON.
 */
process.on('exit', () => {
  const [mark] = performance.getEntriesByName('start')
  const seconds = (performance.now() - (mark?.startTime ?? 0)) / 1000
  const megabytes = process.resourceUsage().maxRSS / 1024
  process.stderr.write(`\n${JSON.stringify({ seconds, megabytes })}\n`)
})
