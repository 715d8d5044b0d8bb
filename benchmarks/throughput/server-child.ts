import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A model that answers each call after LATENCY_MS with the same verdict. It prints its URL and ends with its input; a
 * GET gives how many calls there were since the last one, and how many at one time.
 */
const latencyMs = Number(process.env['LATENCY_MS'])
const content = JSON.stringify({ result: 'yes', rationale: 'It thanks for the question.' })
const completion = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 0,
  model: 'bench',
  choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 120, completion_tokens: 30, total_tokens: 150 },
})

let [calls, now, most] = [0, 0, 0]
const server = createServer((incoming, outgoing) => {
  const send = (text: string) => outgoing.writeHead(200, { 'content-type': 'application/json' }).end(text)
  if (incoming.method === 'GET') {
    send(JSON.stringify({ calls, most }))
    calls = 0
    most = 0
    return
  }
  calls += 1
  now += 1
  most = Math.max(most, now)
  const answer = () => {
    now -= 1
    send(completion)
  }
  incoming.resume().on('end', () => (latencyMs === 0 ? answer() : setTimeout(answer, latencyMs)))
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1\n`)
})
process.stdin.resume().on('end', () => process.exit(0))
