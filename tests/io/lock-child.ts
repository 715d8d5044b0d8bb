import { open, rm } from 'node:fs/promises'
import { VitestJudgeError } from '../../src/contract/index.ts'
import { withLock } from '../../src/io/index.ts'

/** Takes a lock again and again until it has had it so often; prints how often it was not alone inside. */
const [, , folder = '', wanted = '0'] = process.argv
let held = 0
let overlaps = 0
while (held < Number(wanted)) {
  try {
    await withLock(`${folder}/.lock`, async () => {
      held++
      const inside = `${folder}/inside`
      try {
        await (await open(inside, 'wx')).close()
        await rm(inside)
      } catch {
        overlaps++
      }
    })
  } catch (error) {
    if (!VitestJudgeError.is(error) || error.code !== 'locked') throw error
  }
}
process.stdout.write(String(overlaps))
