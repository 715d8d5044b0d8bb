import { connect, type Socket } from 'node:net'
import { ModelCallError } from '../model-call-error.ts'
import type { AcquireOptions, CallPermit, Coordinator, CoordinatorOptions } from './call-permit.ts'
import { localCoordinator } from './local-coordinator.ts'
import { type CoordinatorMessage, onMessages, writeMessage } from './messages.ts'
import { abortError } from './pacer.ts'
import { systemTime, type Time } from './time.ts'

/** What a remote coordinator does where the one it speaks to cannot be reached. */
export interface RemoteOptions extends CoordinatorOptions {
  /** Told once; default a process warning of type `VitestJudgeNotice`. */
  notify?: (notice: string) => void
}

interface Waiter {
  resolve: (answer: 'granted' | 'lost') => void
  reject: (error: ModelCallError) => void
}

/**
 * Asks the coordinator of another process, at the address that `serveCoordinator` gave. It connects at the first call;
 * the connection keeps the process alive only while a call waits. Where it cannot be had, or is lost, a coordinator
 * of this process with the same limits takes over, for all calls from then on, and one notice says so.
 */
export function remoteCoordinator(
  address: string,
  options: RemoteOptions,
  time: Time = systemTime,
): Coordinator {
  const waiting = new Map<number, Waiter>()
  let lastId = 0
  let fallback: Coordinator | undefined
  let socket: Socket | undefined
  let ending: ModelCallError | undefined

  const lose = (error?: Error) => {
    if (fallback) return
    fallback = localCoordinator(options, time)
    if (!ending) {
      const cause = error ? `: ${error.message}` : ''
      const notice = `The shared pacing of this run is lost${cause}. This process paces its calls by itself.`
      const { notify = warn } = options
      notify(notice)
    }
    for (const { resolve } of waiting.values()) resolve('lost')
    waiting.clear()
  }
  const answer = (message: CoordinatorMessage) => {
    const waiter = waiting.get(message.id)
    if (!waiter) return
    waiting.delete(message.id)
    if (message.type === 'granted') waiter.resolve('granted')
    else waiter.reject(new ModelCallError({ reason: message.reason, detail: message.detail }))
  }
  const connection = () => {
    if (socket) return socket
    socket = connect(address)
    let failure: Error | undefined
    socket.on('error', (error) => (failure = error))
    socket.on('close', () => lose(failure))
    onMessages(socket, (message) => answer(message as CoordinatorMessage))
    return socket
  }

  const ask = async (
    provider: string,
    estimatedTokens: number,
    { signal, again = false }: AcquireOptions,
  ) => {
    const own = connection()
    const id = ++lastId
    const startMs = time.now()
    own.ref()
    let onAbort = () => {}
    try {
      const got = await new Promise<'granted' | 'lost'>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        onAbort = () => {
          if (!waiting.delete(id)) return
          writeMessage(own, { type: 'abort', id })
          reject(abortError(signal))
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        writeMessage(own, { type: 'acquire', id, provider, estimatedTokens, again })
      })
      if (got === 'lost') return undefined
      const permit: CallPermit = {
        waitedMs: time.now() - startMs,
        release: (end) => writeMessage(own, { type: 'release', id, end }),
      }
      return permit
    } finally {
      signal?.removeEventListener('abort', onAbort)
      if (waiting.size === 0) own.unref()
    }
  }

  return {
    async acquire(provider, estimatedTokens, acquireOptions = {}) {
      if (ending) throw ending
      if (acquireOptions.signal?.aborted) throw abortError(acquireOptions.signal)
      const permit = fallback ? undefined : await ask(provider, estimatedTokens, acquireOptions)
      if (permit) return permit
      if (!fallback) throw new Error('A lost connection leaves a fallback.')
      return fallback.acquire(provider, estimatedTokens, acquireOptions)
    },
    async close() {
      ending = new ModelCallError({ reason: 'aborted', detail: 'the run ended' })
      for (const { reject } of waiting.values()) reject(ending)
      waiting.clear()
      socket?.end()
      await fallback?.close()
    },
  }
}

function warn(notice: string): void {
  process.emitWarning(notice, { type: 'VitestJudgeNotice' })
}
