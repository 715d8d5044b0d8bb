import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { openRecordLog, seededRandom, sha256 } from '../../src/io/index.ts'

/**
 * For each folder that it reads, a line each: appends so many records of a writer, of very different sizes, and says
 * after each which it was, then `done`; on standard output, a line each.
 */
const [, , writer = '', wanted = '0'] = process.argv
const random = seededRandom(Number(writer))
createInterface(process.stdin).on('line', (folder) => {
  const log = openRecordLog(folder, { runToken: 'run1', clock: () => Date.UTC(2026, 10, 25) })
  for (let number = 0; number < Number(wanted); number++) {
    const text = `${writer} ${number} `.repeat(Math.ceil(random() ** 8 * 40_000))
    log.add(sha256(`${writer} ${number}`), { writer, number, text })
    writeSync(1, log.fault === undefined ? `${number}\n` : `fault ${log.fault}\n`)
  }
  writeSync(1, 'done\n')
})
