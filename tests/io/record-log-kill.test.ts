import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openRecordLog, seededRandom, settleRecordLog, sha256, verifyRecordLog } from '../../src/io/index.ts'
import { midnight } from './record-log-support.ts'
import { temporaryFolder } from './support.ts'

const rounds = process.env['LONG'] ? 100 : 2
const writers = 8
const wanted = 60
const compiled = fileURLToPath(new URL('../../.vitest-judge/tests/compiled', import.meta.url))
const child = fileURLToPath(new URL('./record-log-child.ts', import.meta.url))

/** A process that writes records. */
function startWriter(writer: number) {
  const started = spawn(process.execPath, [child, String(writer), String(wanted)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  })
  onTestFinished(() => void started.kill('SIGKILL'))
  started.stdin.on('error', () => {})
  const ended = once(started, 'close')
  const lines = createInterface(started.stdout)
  return {
    ended,
    /** Lets it write into a folder; gives what it said it wrote. With `killAfter` it is killed after so many. */
    write: async (folder: string, killAfter = Infinity): Promise<number[]> => {
      const written: number[] = []
      const isDone = new Promise<void>((resolve) => {
        lines.removeAllListeners('line').on('line', (line) => {
          if (line === 'done') return resolve()
          written.push(Number(line))
          if (written.length > killAfter) started.kill('SIGKILL')
        })
      })
      started.stdin.write(`${folder}\n`)
      await (killAfter === Infinity ? isDone : ended)
      return written
    },
  }
}

test(
  'eight processes write at once and one is killed: all whole records are there, none is torn',
  { timeout: 300_000 },
  async () => {
    const random = seededRandom(7)
    const running = Array.from({ length: writers }, (_, writer) => startWriter(writer))
    for (let round = 0; round < rounds; round++) {
      const folder = await temporaryFolder()
      const victim = Math.floor(random() * writers)
      const killAfter = Math.floor(random() * wanted)
      const written = await Promise.all(
        running.map(({ write }, writer) => write(folder, writer === victim ? killAfter : Infinity)),
      )
      if (round + 1 < rounds) running[victim] = startWriter(victim)
      expect(
        written.map(({ length }) => length).filter((length) => length === wanted).length,
      ).toBeGreaterThan(6)

      expect((await verifyRecordLog(folder)).damaged.length).toBeLessThanOrEqual(1)
      const wrong = () => {
        const log = openRecordLog(folder, { runToken: 'reader', clock: () => midnight })
        return written.flatMap((numbers, writer) =>
          numbers.filter((number) => {
            const record = log.find(sha256(`${writer} ${number}`))
            return record?.['writer'] !== String(writer) || record['number'] !== number
          }),
        )
      }
      expect(wrong()).toEqual([])
      await settleRecordLog(folder, { runToken: 'run1', clock: () => midnight })
      expect(wrong()).toEqual([])
      const { records, damaged } = await verifyRecordLog(folder)
      expect(damaged).toEqual([])
      const said = written.flat().length
      // The one that was killed may have written one more than it could say.
      expect([said, said + 1]).toContain(records)
      await rm(folder, { recursive: true })
    }
  },
)
