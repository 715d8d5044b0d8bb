import { remoteCoordinator } from '../../../src/model/pacing/coordinator.ts'

/** Makes so many calls of a server, paced by the coordinator at an address, and ends by itself when all are answered. */
const [, , address = '', url = '', calls = '0'] = process.argv
const coordinator = remoteCoordinator(address, { concurrency: 1 })
await Promise.all(
  Array.from({ length: Number(calls) }, async () => {
    const permit = await coordinator.acquire('loopback', 10)
    const response = await fetch(url)
    await response.text()
    permit.release({ status: response.status, tokens: 7 })
  }),
)
