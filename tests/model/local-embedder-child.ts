// Embeds one text with the local embedder and ends by itself; run as a process of its own.
import { localEmbedder } from '../../src/model/local-embedder.ts'

const [vector] = await localEmbedder().embed(['A sentence.'])
process.stdout.write(`embedded ${vector?.length}\n`)
