import { alignedForm, type AlignedJudge } from '../src/align/aligned-form.ts'
import { makeGuideline } from '../src/align/guideline-making.ts'
import { openStored } from '../src/align/judge-with-memory.ts'
import { type JudgeProbe, probes } from '../src/audit/index.ts'
import type {
  AuditAnswer,
  AuditProbe,
  AuditTrial,
  Episode,
  Guideline,
  Memory,
  RunAudit,
  Verdict,
} from '../src/contract/index.ts'
import type { Random } from '../src/io/index.ts'
import { type JudgedSample, makeJudge } from '../src/judge/index.ts'
import { embeddedText, memoryFingerprint } from '../src/memory/index.ts'
import { type ChatFunction, chatModel, type Embedder, embedder } from '../src/model/index.ts'
import { judgeVariant } from '../src/suite/judge-variant.ts'
import { spread } from './planted-faults.ts'

/** What a judge with a memory is shown besides the sample. */
interface Shown {
  instructions: string
  guidelines: string[]
  /** The verdicts of the examples, the nearest first. */
  examples: boolean[]
}

/** A fault of a judge with a memory, which a known share of its verdicts has. */
export interface MemoryFault {
  /** The name of the probe that should find it. */
  probe: string
  /** What the judge does, a clause. */
  fault: string
  /** What the fault makes of a verdict, by what is shown: it is another one where the probe has changed that. */
  verdict: (shown: Shown) => boolean
}

/** For each probe that changes the judge, one that has just what it looks for. */
export const memoryFaults: readonly MemoryFault[] = [
  {
    probe: 'paraphrase',
    fault: 'fails where it is not asked for “right”',
    verdict: ({ instructions }) => instructions.includes('right'),
  },
  {
    probe: 'exampleOrder',
    fault: 'says what its last example says',
    verdict: ({ examples }) => examples.at(-1) === true,
  },
  {
    probe: 'guidelineOrder',
    fault: 'heeds its first guideline alone',
    verdict: ({ guidelines }) => guidelines[0] !== strict,
  },
  {
    probe: 'nearestExample',
    fault: 'fails where examples are few',
    verdict: ({ examples }) => examples.length > 2,
  },
  {
    probe: 'flippedExample',
    fault: 'fails where most examples fail',
    verdict: ({ examples }) => examples.filter((passes) => !passes).length <= examples.length / 2,
  },
  {
    probe: 'otherSeed',
    fault: 'fails where a guideline names figures',
    verdict: ({ guidelines }) => !guidelines.includes(figures),
  },
]

const [kind, strict, figures] = ['Be kind.', 'Be strict.', 'Look at the figures.']

const judgeProbes: readonly JudgeProbe[] = [
  probes.paraphrase(),
  probes.exampleOrder(),
  probes.guidelineOrder(),
  probes.nearestExample(),
  probes.flippedExample(),
  probes.otherSeed(),
]

/** How a judge with a memory and the rows of its audit are drawn. */
export interface PlantedMemoryAudit {
  rows: number
  /** Chance with which any verdict without the fault is the other one, by itself. */
  noise: number
  /** The share of rows, spread evenly, on which the fault decides: the effect. */
  effect: number
  fault?: MemoryFault
}

/**
 * Draws one audit of a judge with a memory, which is a real one: three examples of which the farthest fails, and two
 * guidelines. Only the model is made up.
 */
export async function plantedMemoryAudit(
  { rows, noise, effect, fault }: PlantedMemoryAudit,
  limit: number,
  random: Random,
): Promise<RunAudit> {
  const answer: ChatFunction = async ({ messages }) => {
    const prompt = messages.map(({ content }) => content).join('\n')
    const index = Number(/"question": ?(\d+)/.exec(prompt)?.[1])
    const { truth, susceptible } = spread(index, effect)
    const isOther = random() < noise
    const result = susceptible && fault !== undefined ? fault.verdict(shownIn(prompt)) : truth !== isOther
    return JSON.stringify({ result, rationale: 'So it is.' })
  }
  const judge = await judgeWithMemoryOf(answer)
  const samples = Array.from({ length: rows }, (_, index) => sampleOf(index))
  const standing: { base: AuditAnswer; placebo: AuditAnswer }[] = []
  for (const sample of samples) {
    const base = answerOf(await judge.judge(sample))
    standing.push({ base, placebo: answerOf(await judge.judge(sample)) })
  }
  const tried: AuditProbe[] = []
  for (const probe of judgeProbes) {
    const variant = await judgeVariant(judge, probe, { context: {}, write, writer: () => chatModel(distil) })
    if ('none' in variant) throw new Error(`${probe.name} does not run: ${variant.none}.`)
    const trials: AuditTrial[] = []
    for (const [index, sample] of samples.entries()) {
      const changed = await variant(sample, {})
      if (changed === undefined) throw new Error(`${probe.name} changes nothing for row ${index}.`)
      trials.push({
        rowId: `row ${index}`,
        repeat: 0,
        truth: spread(index, effect).truth,
        ...(standing[index] as (typeof standing)[number]),
        changed: answerOf(changed.verdict),
        change: changed.change,
      })
    }
    const { name, description } = probe
    tried.push({ name, description, limit, trials })
  }
  return {
    judge: judge.id,
    fingerprint: 'planted',
    name: 'planted',
    file: 'planted.eval.ts',
    definition: judge.describe(),
    probes: tried,
    calls: { asked: 0, recorded: 0 },
  }
}

/** The instructions in other words. */
const write = async () => 'Say whether {{ outputs }} is a correct answer to {{ inputs }}.'

/** The guidelines distilled anew: those there are, and one more. */
const distil: ChatFunction = async () =>
  JSON.stringify({
    guidelines: [kind, strict, figures].map((guideline_text) => ({ guideline_text, source_ids: ['1'] })),
  })

function shownIn(prompt: string): Shown {
  const block = (name: string) => new RegExp(`<${name}>\\n([\\s\\S]*?)\\n</${name}>`).exec(prompt)?.[1] ?? ''
  const examples = JSON.parse(block('examples')) as { result: boolean }[]
  return {
    instructions: block('instructions'),
    guidelines: block('guidelines')
      .split('\n')
      .map((line) => line.replace(/^- /, '')),
    examples: examples.map(({ result }) => result),
  }
}

async function judgeWithMemoryOf(model: ChatFunction): Promise<AlignedJudge> {
  const base = makeJudge({
    name: 'planted',
    instructions: 'Is {{ outputs }} right about {{ inputs }}?',
    valueType: 'boolean',
    model,
  })
  const lexical = remembering(embedder({ model: 'offline-lexical', dimensions: 64 }))
  const vectors = await lexical.embed(episodes.map(embeddedText))
  const body: Memory = {
    schema: 'vitest-judge/memory@1',
    judge: base.describe(),
    fingerprint: 'to be computed',
    reflectionModel: 'planted',
    embedder: lexical.identity,
    k: episodes.length,
    guidelines,
    episodes,
  }
  const memory = { ...body, fingerprint: memoryFingerprint(body) }
  const table = {
    identity: lexical.identity,
    vectors: new Map(episodes.map(({ vector }, at) => [vector, Float32Array.from(vectors[at] ?? [])])),
  }
  const opened = await openStored({ memory, table, missing: [] }, 'exact')
  return alignedForm(base, { folder: () => '', open: async () => ({ ...opened, embedder: lexical }) })
}

/** Embeds each text once for all audits: a sample is asked about eight times in each. */
function remembering(source: Embedder): Embedder {
  return {
    identity: source.identity,
    embed: (texts) =>
      Promise.all(
        texts.map(async (text) => {
          const vector = vectorsOf.get(text) ?? source.embed([text]).then(([only]) => only as number[])
          vectorsOf.set(text, vector)
          return vector
        }),
      ),
  }
}

const vectorsOf = new Map<string, Promise<number[]>>()

/** As `align` distils them from the first example. */
const guidelines = [kind, strict].flatMap((text): Guideline[] => {
  const origin = { sources: ['example 0'], model: 'planted', promptVersion: '1', clock: () => 0 }
  const made = makeGuideline(text, origin, new Map())
  return made === undefined ? [] : [made]
})

/** The first is like the samples, the others less and less. */
const episodes = [
  'The trial followed the patients for two years.',
  'The trial followed them for years.',
  'No library opens at ten.',
].map((outputs, index): Episode => ({
  sampleId: `example ${index}`,
  rowId: `example ${index}`,
  inputs: 'Why?',
  outputs,
  value: index < 2,
  rationale: 'A person said so.',
  sources: [{ type: 'HUMAN', name: 'ada' }],
  fingerprint: `example ${index}`,
  vector: `example ${index}`,
}))

function sampleOf(index: number): JudgedSample {
  return {
    id: `sample ${index}`,
    rowId: `row ${index}`,
    inputs: { question: index },
    outputs: 'The trial followed the patients for two years and a half.',
  }
}

function answerOf(verdict: Verdict): AuditAnswer {
  if (verdict.outcome !== 'scored') throw new Error(`There is no verdict: ${verdict.detail}.`)
  return { outcome: 'scored', value: verdict.value }
}
