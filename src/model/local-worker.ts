import { Worker } from 'node:worker_threads'

/** Absolute paths of the modules that a worker loads. */
export interface LocalModules {
  library: string
  source: string
}

/** What the worker is told, and what it answers. */
interface Answer {
  id: number
  vectors?: number[][]
  fault?: string
}

/**
 * Runs in the worker. It stands here as text because the package is bundled: no file of its own would be found. Texts
 * are embedded one by one, so that a vector never depends on what it was embedded with; the model fails on an empty one.
 */
const program = `
const { parentPort, workerData } = require('node:worker_threads')
let model
parentPort.on('message', async ({ id, texts }) => {
  try {
    model ??= require(workerData.library).initModel(require(workerData.source).modelSource)
    const loaded = await model
    const vectors = []
    for (const text of texts) vectors.push((await loaded.embed([text || ' ']))[0])
    parentPort.postMessage({ id, vectors })
  } catch (error) {
    model = undefined
    parentPort.postMessage({ id, fault: String(error && error.message || error) })
  }
})
`

interface Waiting {
  resolve: (vectors: number[][]) => void
  reject: (reason: Error) => void
}

/** The local model in a worker thread: started with the first call, and no reason for the process to stay. */
export class LocalWorker {
  readonly #modules: LocalModules
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #calls = 0

  constructor(modules: LocalModules) {
    this.#modules = modules
  }

  /**
   * One vector per text, in order; rejects when the model or its worker fails, or the signal aborts: the worker then
   * ends, as what it is about can take minutes and would hold up the next call.
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<number[][]> {
    const worker = (this.#worker ??= this.#start())
    const id = this.#calls++
    const onAbort = () => {
      this.#end(worker, new Error('the call was ended'))
      void worker.terminate()
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    return new Promise<number[][]>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      worker.ref()
      // The rule is about windows.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      worker.postMessage({ id, texts })
    }).finally(() => signal?.removeEventListener('abort', onAbort))
  }

  #start(): Worker {
    const worker = new Worker(program, { eval: true, workerData: this.#modules, execArgv: [], env: {} })
    worker.on('message', ({ id, vectors, fault }: Answer) => {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (this.#waiting.size === 0) worker.unref()
      if (vectors === undefined) waiting?.reject(new Error(fault))
      else waiting?.resolve(vectors)
    })
    worker.on('error', (error) =>
      this.#end(worker, error instanceof Error ? error : new Error(String(error))),
    )
    worker.on('exit', (code) =>
      this.#end(worker, new Error(`the worker of the local embedder ended with ${code}`)),
    )
    return worker
  }

  /** The next call starts another worker. */
  #end(worker: Worker, reason: Error): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    for (const { reject } of this.#waiting.values()) reject(reason)
    this.#waiting.clear()
  }
}
