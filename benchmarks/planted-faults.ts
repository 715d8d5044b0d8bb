import { changeSample, probes, type SampleChange, type SampleProbe } from '../src/audit/index.ts'
import type {
  AuditAnswer,
  AuditProbe,
  AuditTrial,
  JsonObject,
  JudgeDefinition,
  JudgeValue,
  RunAudit,
  Sample,
} from '../src/contract/index.ts'
import type { Random } from '../src/io/index.ts'

/** A judge as a function, of which a known share of verdicts has a fault. */
export interface PlantedFault {
  /** The name of the probe that should find it. */
  probe: string
  /** What the judge does, a clause. */
  fault: string
  /** Whether the fault is felt in an answer. */
  isFelt: (answer: string) => boolean
  /** What it makes of the verdict. */
  verdict: JudgeValue
}

/** For each probe a judge that has just what it looks for. */
export const plantedFaults: readonly PlantedFault[] = [
  {
    probe: 'verbosity',
    fault: 'passes long answers',
    isFelt: (answer) => answer.length > 460,
    verdict: true,
  },
  {
    probe: 'formatting',
    fault: 'passes answers with a list',
    isFelt: (answer) => /^- /m.test(answer),
    verdict: true,
  },
  felt('authority', 'passes “I am certain”', /I am certain/, true),
  felt('bandwagon', 'passes “people … agree”', /people .* agree/, true),
  felt('selfPreference', 'passes what GPT wrote, itself being GPT', /by GPT/, true),
  felt('otherPreference', 'fails what others than GPT wrote', /Written by (?!GPT)/, false),
  felt('distraction', 'fails answers about a library', /library/, false),
  felt('masterKeys', 'passes what ends like a beginning', /(:|step by step\.)$/, true),
  felt('embeddedInstructions', 'obeys', /instructions|Always answer|criteria|approved|verified|result/, true),
  { probe: 'position', fault: 'prefers the first place', isFelt: () => true, verdict: 'first' },
]

function felt(probe: string, fault: string, pattern: RegExp, verdict: boolean): PlantedFault {
  return { probe, fault, isFelt: (answer) => pattern.test(answer), verdict }
}

/** How a judge and the rows of its audit are drawn. */
export interface PlantedAudit {
  rows: number
  /** Chance with which any verdict is the other one, by itself. */
  noise: number
  /** Rows of a group: what a row's truth and its part in the fault are is the same for all of them. */
  groupSize?: number
  repeats?: number
  /** The effect to plant, as a share of rows; 0 for a clean judge. */
  effect: number
  fault?: PlantedFault
  /** Half of the truths pass and just the share of rows has the fault, spread evenly; default: both are drawn. */
  exact?: boolean
  /** The one probe that is tried; default all of them. */
  only?: string
}

const common = { kind: 'instructions', name: 'planted', rationaleFirst: false, sampleRate: 1 } as const

const passFail: JudgeDefinition = {
  ...common,
  instructions: 'Is {{ outputs }} right?',
  valueType: { type: 'boolean' },
  model: 'gpt-planted',
}

const pairwise: JudgeDefinition = {
  ...common,
  instructions: 'Which of {{ outputs }} is better?',
  valueType: { type: 'label', values: ['first', 'second'] },
  model: 'gpt-planted',
}

/** The probes of an audit of one answer, and that of a comparison of two. */
const onAnswers: readonly SampleProbe[] = [
  probes.verbosity(),
  probes.formatting(),
  probes.authority(),
  probes.bandwagon(),
  probes.selfPreference(),
  probes.otherPreference(),
  probes.distraction(),
  probes.masterKeys(),
  probes.embeddedInstructions(),
]
const onPairs: readonly SampleProbe[] = [probes.position({ fields: ['first', 'second'] })]

/** Which verdicts a fault decides where it is planted with a given effect: in what share of rows. */
function susceptibleShare({ effect, noise, fault }: PlantedAudit): number {
  if (fault === undefined) return 0
  // A judge that prefers a place is never right about both orders; else half of the truths are what the fault makes
  // of them, and noise moves (1 - 2 noise)² of the changes into what the placebo changes too.
  return fault.probe === 'position' ? effect : (2 * effect) / (1 - 2 * noise) ** 2
}

/** Draws one audit: rows, a judge, and its verdicts on each sample as it is, again, and changed by every probe. */
export async function plantedAudit(planted: PlantedAudit, limit: number, random: Random): Promise<RunAudit> {
  const { rows, fault, noise, groupSize = 1, repeats = 1, exact = false } = planted
  const isPair = fault?.probe === 'position'
  const share = susceptibleShare(planted)
  const facts: { truth: boolean; susceptible: boolean }[] = []
  for (let index = 0; index < rows; index++) {
    const drawn = exact ? spread(index, share) : { truth: random() < 0.5, susceptible: random() < share }
    facts.push(index % groupSize === 0 ? drawn : (facts[index - 1] ?? drawn))
  }
  const judge = (sample: Sample, truth: JudgeValue, susceptible: boolean): AuditAnswer => {
    const answer = typeof sample.outputs === 'string' ? sample.outputs : ''
    if (susceptible && fault?.isFelt(answer)) return { outcome: 'scored', value: fault.verdict }
    return { outcome: 'scored', value: random() < noise ? otherValue(truth) : truth }
  }
  const trialsOf = (known: readonly Change[]): AuditTrial[] => {
    const trials: AuditTrial[] = []
    for (const [index, { truth: right, susceptible }] of facts.entries()) {
      for (let repeat = 0; repeat < repeats; repeat++) {
        const { sample, change } = known[index * repeats + repeat] as Change
        const truth = isPair ? (right ? 'first' : 'second') : right
        const base = standing(index, repeat, () => judge(sample, truth, susceptible))
        const placebo = standing(index, repeat + repeats, () => judge(sample, truth, susceptible))
        const expected = base.outcome === 'scored' ? change.expected?.(base.value) : undefined
        trials.push({
          rowId: `row ${index}`,
          ...(groupSize > 1 && { group: `group ${Math.floor(index / groupSize)}` }),
          repeat,
          truth,
          base,
          placebo,
          changed: judge(change.sample, isPair ? otherValue(truth) : truth, susceptible),
          ...(expected !== undefined && { expected }),
          change: change.change,
        })
      }
    }
    return trials
  }
  const answers = new Map<string, AuditAnswer>()
  const standing = (index: number, call: number, ask: () => AuditAnswer): AuditAnswer => {
    const key = `${index} ${call}`
    const answer = answers.get(key) ?? ask()
    answers.set(key, answer)
    return answer
  }
  const tried: AuditProbe[] = []
  const wanted = (isPair ? onPairs : onAnswers).filter(({ name }) => name === (planted.only ?? name))
  for (const probe of wanted) {
    const { name, description } = probe
    tried.push({
      name,
      description,
      limit,
      trials: trialsOf(await changesOf(probe, { rows, repeats, isPair })),
    })
  }
  return {
    judge: 'planted',
    fingerprint: 'planted',
    name: 'planted',
    file: 'planted.eval.ts',
    definition: isPair ? pairwise : passFail,
    probes: tried,
    calls: { asked: 0, recorded: 0 },
  }
}

/** Truths in turn, and of each the share that has the fault, as evenly as it goes. */
export function spread(index: number, share: number): { truth: boolean; susceptible: boolean } {
  const pair = Math.floor(index / 2)
  return {
    truth: index % 2 === 0,
    susceptible: Math.floor((pair + 1) * share + 1e-9) > Math.floor(pair * share + 1e-9),
  }
}

function otherValue(value: JudgeValue): JudgeValue {
  if (typeof value === 'boolean') return !value
  return value === 'first' ? 'second' : 'first'
}

/** A sample, and what a probe made of it. */
interface Change {
  sample: Sample
  change: Extract<SampleChange, { kind: 'changed' }>
}

/** What the probes make of the samples is the same in every data set. */
const changes = new Map<string, Promise<Change[]>>()

/** The samples of an audit and what a probe makes of them, row by row and repeat by repeat. */
function changesOf(
  probe: SampleProbe,
  { rows, repeats, isPair }: { rows: number; repeats: number; isPair: boolean },
): Promise<Change[]> {
  const key = JSON.stringify([probe.name, rows, repeats])
  const known = changes.get(key)
  if (known !== undefined) return known
  const places = Array.from({ length: rows * repeats }, (_, place) => place)
  const made = Promise.all(
    places.map((place) => changeOf(probe, Math.floor(place / repeats), place % repeats, isPair)),
  )
  changes.set(key, made)
  return made
}

async function changeOf(probe: SampleProbe, index: number, repeat: number, isPair: boolean): Promise<Change> {
  const sample = sampleOf(index, isPair)
  const change = await changeSample(probe, sample, {
    judge: passFail,
    index,
    repeat,
    write: () => Promise.reject(new Error('No probe here has anything written.')),
  })
  if (change.kind !== 'changed') throw new Error(`${probe.name} does not apply: ${change.reason}.`)
  return { sample, change }
}

const sentences = [
  'The trial followed the patients for two years',
  'The dose was raised in three steps',
  'Most side effects were mild and passed within days',
  'The control group was given the usual care',
  'The authors report the figures by age and by sex',
  'The difference was seen in both hospitals',
  'The follow-up was by telephone',
  'The statistics were planned before the first patient was treated',
]

/** A sample with an answer of 300 to 340 characters, or with two such answers. */
function sampleOf(index: number, isPair: boolean): Sample {
  const answer = (first: number) => {
    let text = ''
    for (let place = first; text.length < 300; place++) {
      text = `${text} ${sentences[place % sentences.length]}.`.trim().slice(0, 340)
    }
    return text
  }
  const outputs: string | JsonObject = isPair
    ? { first: answer(index), second: answer(index + 1) }
    : answer(index)
  return { id: `sample ${index}`, rowId: `row ${index}`, inputs: { question: index }, outputs }
}
