import { VitestJudgeError, type Run } from '../contract/index.ts'
import { canonicalJson } from '../io/index.ts'
import { auditKey, hasStarted } from './merge-audits.ts'

/** A run that is to be merged with others, and what messages call it. */
export interface MergePart {
  run: Run
  name: string
}

/**
 * Checks that runs make one run, and gives the first, whose settings are those of all.
 * @throws VitestJudgeError `cannot-merge`
 */
export function checkMergeable(parts: readonly MergePart[]): Run {
  const [first] = parts
  if (first === undefined) throw refusal('There is no run; expected at least one.', 'Name the runs to merge.')
  checkDistinct(parts)
  checkShards(parts)
  const agree = agreement()
  for (const { run, name } of parts) {
    const { alignShare, gate } = run
    agree('the settings', name, { alignShare, gate })
    for (const suite of run.suites) {
      const title = `${suite.file} > ${suite.name}`
      const facts = suite.judges.map(({ id, fingerprint, memory, memoryFolder }) => [
        id,
        { fingerprint, memory, memoryFolder },
      ])
      agree(title, name, { maxUnscored: suite.maxUnscored, judges: Object.fromEntries(facts) as unknown })
      for (const { id, fingerprint, memory, memoryFolder } of suite.judges) {
        if (memoryFolder === undefined) continue
        agree(`${id} on the memory ${memoryFolder}`, `${name} (${title})`, { fingerprint, memory })
      }
      for (const { id, group, split } of suite.rows) {
        agree(group === undefined ? `the row ${id}` : `the group ${group}`, name, { split })
      }
    }
    for (const { file, name: audit, judge, fingerprint, memory, probes } of run.audits ?? []) {
      agree(`${file} > ${audit}`, name, { judge, fingerprint, memory })
      for (const probe of probes) agree(`${file} > ${audit} > ${probe.name}`, name, { limit: probe.limit })
    }
  }
  checkRows(parts)
  checkProbes(parts)
  return first.run
}

function checkDistinct(parts: readonly MergePart[]): void {
  const seen = new Map<string, string>()
  for (const { run, name } of parts) {
    const other = seen.get(run.id)
    if (other !== undefined) {
      throw refusal(
        `${other} and ${name} are the same run ${run.id}; expected different runs.`,
        'Name each run once.',
      )
    }
    seen.set(run.id, name)
  }
}

function checkShards(parts: readonly MergePart[]): void {
  const shards = parts.flatMap(({ run: { shard }, name }) =>
    shard === undefined ? [] : [{ ...shard, name }],
  )
  const [first] = shards
  if (first === undefined) return
  const named = new Map<number, string>()
  for (const { index, count, name } of shards) {
    if (count !== first.count) {
      throw refusal(
        `${first.name} is a shard of ${first.count} and ${name} of ${count}; expected shards of one run.`,
        'Name the shards of one run only.',
      )
    }
    const other = named.get(index)
    if (other !== undefined) {
      throw refusal(
        `Shard ${index} of ${count} stands in ${other} and in ${name}; expected each shard once.`,
        'Leave one of them out.',
      )
    }
    named.set(index, name)
  }
  const { count } = first
  const missing = Array.from({ length: count }, (_, place) => place + 1).filter((index) => !named.has(index))
  if (missing.length === 0) return
  const received = shards.map(({ index, name }) => `${index} (${name})`).join(', ')
  throw refusal(
    `${missing.length === 1 ? 'Shard' : 'Shards'} ${missing.join(', ')} of ${count} ${missing.length === 1 ? 'is' : 'are'} missing: received ${received}; expected all ${count}.`,
    `Name its run file too, or make it: npx vitest run evals --shard=${missing[0]}/${count}.`,
  )
}

function checkRows(parts: readonly MergePart[]): void {
  const holders = new Map<string, MergePart>()
  for (const part of parts) {
    for (const { file, name, rows } of part.run.suites) {
      for (const { id, repeat } of rows) {
        const key = JSON.stringify([file, name, id, repeat])
        const other = holders.get(key) ?? part
        if (other !== part) {
          const row = repeat === 0 ? id : `${id} (repeat ${repeat})`
          throw refusal(
            `The row ${row} of ${file} > ${name} stands in ${other.name} and in ${part.name}; expected each row once.`,
            'Leave one of the runs out, or give their rows different ids.',
          )
        }
        holders.set(key, part)
      }
    }
  }
}

function checkProbes(parts: readonly MergePart[]): void {
  const holders = new Map<string, string>()
  for (const { run, name } of parts) {
    for (const audit of run.audits ?? []) {
      for (const probe of audit.probes.filter(hasStarted)) {
        const key = JSON.stringify([auditKey(audit), probe.name])
        const other = holders.get(key)
        if (other !== undefined) {
          throw refusal(
            `The probe ${probe.name} of ${audit.file} > ${audit.name} stands in ${other} and in ${name}; expected each probe once.`,
            'Leave one of the runs out.',
          )
        }
        holders.set(key, name)
      }
    }
  }
}

/** A check that whatever is told of one subject is the same every time. */
function agreement(): (subject: string, place: string, facts: object) => void {
  const seen = new Map<string, { place: string; facts: object }>()
  return (subject, place, facts) => {
    const known = seen.get(subject)
    if (known === undefined) {
      seen.set(subject, { place, facts })
      return
    }
    const difference = firstDifference(known.facts, facts)
    if (difference === undefined) return
    const [left, right] = [difference.left, difference.right].map(
      (value) => JSON.stringify(value) ?? 'absent',
    )
    throw refusal(
      `Runs differ in ${subject}: ${difference.path} is ${left} in ${known.place} and ${right} in ${place}; expected the same.`,
      'Run all parts anew with the same code, configuration and memories: npx vitest run evals.',
    )
  }
}

interface Difference {
  path: string
  left: unknown
  right: unknown
}

function firstDifference(left: unknown, right: unknown, path = ''): Difference | undefined {
  if (canonicalJson(left) === canonicalJson(right)) return undefined
  if (!isRecord(left) || !isRecord(right)) return { path, left, right }
  for (const key of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()) {
    const found = firstDifference(left[key], right[key], path === '' ? key : `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

function isRecord(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refusal(message: string, hint: string): VitestJudgeError {
  return new VitestJudgeError('cannot-merge', { message, hint })
}
