import type { Socket } from 'node:net'
import type { UnscoredReason } from '../../contract/index.ts'
import type { CallEnd } from './call-permit.ts'

/** What a worker says to the coordinator; `id` counts its calls. */
export type WorkerMessage =
  | { type: 'acquire'; id: number; provider: string; estimatedTokens: number; again: boolean }
  | { type: 'abort'; id: number }
  | { type: 'release'; id: number; end: CallEnd }

/** What the coordinator answers. */
export type CoordinatorMessage =
  | { type: 'granted'; id: number }
  | { type: 'refused'; id: number; reason: UnscoredReason; detail: string }

/**
 * Writes a message as one line of JSON, in one piece with all others of the same turn of the event loop: answers of
 * models come many at a time. What the other side no longer reads is dropped.
 */
export function writeMessage(socket: Socket, message: WorkerMessage | CoordinatorMessage): void {
  if (!socket.writable) return
  if (socket.writableCorked === 0) {
    socket.cork()
    setImmediate(() => socket.uncork())
  }
  socket.write(`${JSON.stringify(message)}\n`)
}

/** Hands over each whole line as the message that it is; a line that is no JSON ends the connection. */
export function onMessages(socket: Socket, handle: (message: unknown) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    try {
      for (const line of lines) handle(JSON.parse(line))
    } catch (error) {
      socket.destroy(error as Error)
    }
  })
}
