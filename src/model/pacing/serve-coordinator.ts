import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ModelCallError } from '../model-call-error.ts'
import type { CallEnd, CallPermit, Coordinator } from './call-permit.ts'
import { type WorkerMessage, onMessages, writeMessage } from './messages.ts'

/** The longest path of a Unix socket that every system takes, in bytes. */
const longestPath = 99

/** How many names are tried, where others of the same process, or one that died, have taken the first. */
const mostNames = 100

/**
 * Lets other processes of this machine ask a coordinator: on a Unix socket in the temporary folder, which is removed
 * at the end, or a named pipe on Windows. What a process held or waited for when its connection ended comes back. The
 * server does not keep its process alive. `address` is what `remoteCoordinator` takes; closing leaves the coordinator
 * itself open.
 */
export async function serveCoordinator(
  coordinator: Coordinator,
  socketPath?: string,
): Promise<{ address: string; close: () => Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serveWorker(coordinator, socket)
  })
  const address = await listenSomewhere(server, socketPath)
  server.unref()
  // Closing removes the socket at once, also where the process ends without asking for it.
  const onExit = () => server.close()
  process.once('exit', onExit)
  const close = () =>
    new Promise<void>((resolve) => {
      process.off('exit', onExit)
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return { address, close }
}

function serveWorker(coordinator: Coordinator, socket: Socket): void {
  const waiting = new Map<number, AbortController>()
  const held = new Map<number, CallPermit>()

  const acquire = async ({ id, provider, estimatedTokens, again }: WorkerMessage & { type: 'acquire' }) => {
    const controller = new AbortController()
    waiting.set(id, controller)
    try {
      const permit = await coordinator.acquire(provider, estimatedTokens, {
        signal: controller.signal,
        again,
      })
      if (controller.signal.aborted) return permit.release({})
      held.set(id, permit)
      writeMessage(socket, { type: 'granted', id })
    } catch (error) {
      const { reason, detail } =
        error instanceof ModelCallError ? error : { reason: 'aborted' as const, detail: String(error) }
      writeMessage(socket, { type: 'refused', id, reason, detail })
    } finally {
      waiting.delete(id)
    }
  }
  const release = (id: number, end: CallEnd) => {
    held.get(id)?.release(end)
    held.delete(id)
  }

  socket.unref()
  socket.on('error', () => {})
  onMessages(socket, (received) => {
    const message = received as WorkerMessage
    if (message.type === 'acquire') void acquire(message)
    else if (message.type === 'release') release(message.id, message.end)
    else {
      waiting.get(message.id)?.abort()
      release(message.id, {})
    }
  })
  socket.on('close', () => {
    for (const controller of waiting.values()) controller.abort()
    for (const id of held.keys()) release(id, {})
  })
}

async function listenSomewhere(server: Server, socketPath: string | undefined): Promise<string> {
  for (let number = 0; ; number++) {
    const address = socketPath ?? ownAddress(number)
    try {
      await listen(server, address)
      return address
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      if (!isTaken || socketPath !== undefined || number >= mostNames) throw error
    }
  }
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(address, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function ownAddress(number: number): string {
  const name = `vitest-judge-${process.pid}-${number}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  const path = join(tmpdir(), `${name}.sock`)
  return Buffer.byteLength(path) <= longestPath ? path : join('/tmp', `${name}.sock`)
}
