import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A model behind a loopback server, in a process of its own. */
export interface Server extends Disposable {
  /** What a client of it needs. */
  environment: { OPENAI_BASE_URL: string; OPENAI_API_KEY: string; VITEST_JUDGE_MODEL: string }
  /** How many calls there were since it was last asked, and how many at one time. */
  traffic(): Promise<{ calls: number; most: number }>
}

/** Starts a model that answers each call after a while. */
export async function startServer(latencyMs: number): Promise<Server> {
  const script = fileURLToPath(new URL('server-child.ts', import.meta.url))
  const child = spawn(process.execPath, [script], {
    env: { LATENCY_MS: String(latencyMs) },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [url] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  return {
    environment: {
      OPENAI_BASE_URL: url.trim(),
      OPENAI_API_KEY: 'sk-bench',
      VITEST_JUDGE_MODEL: 'bench',
    },
    traffic: async () => (await fetch(url.trim())).json() as Promise<{ calls: number; most: number }>,
    [Symbol.dispose]: () => child.stdin.end(),
  }
}
