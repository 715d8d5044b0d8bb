import { refuseUnknownKeys, VitestJudgeError } from '../contract/index.ts'
import type { Judge } from '../judge/index.ts'
import type { AuditOptions } from './audit-options.ts'

const knownOptions = Object.keys({
  rows: true,
  predict: true,
  truth: true,
  truthFrom: true,
  probes: true,
  limit: true,
  repeats: true,
  writer: true,
  timeoutMs: true,
  name: true,
} satisfies Record<keyof AuditOptions<unknown, unknown, unknown>, true>)

/**
 * Checks what `audit` was given, before any test is registered.
 * @throws VitestJudgeError `invalid-options` or `no-rows`, saying what to write instead
 */
export function checkAudit<Inputs, Outputs, Expectations>(
  judge: Judge,
  options: AuditOptions<Inputs, Outputs, Expectations>,
): void {
  if (typeof judge?.judge !== 'function') {
    throw new VitestJudgeError('invalid-options', {
      message: `audit(...) was given ${shown(judge)} as its judge; expected a judge.`,
      hint: 'Write audit(judge, { rows, probes: [probes.verbosity()] }) with the judge that makeJudge returned.',
    })
  }
  const where = `audit(${judge.id})`
  const wrong = (message: string, hint: string) =>
    new VitestJudgeError('invalid-options', { message: `${where} ${message}`, hint })
  refuseUnknownKeys(where, options, knownOptions)
  const { rows, predict, probes, limit, repeats, timeoutMs, name } = options
  if (!Array.isArray(rows)) {
    throw wrong(
      `has rows ${shown(rows)}; expected an array.`,
      "Write rows: await loadRows(new URL('./rows.jsonl', import.meta.url)).",
    )
  }
  if (rows.length === 0) {
    throw new VitestJudgeError('no-rows', {
      message: `${where} has no rows; expected at least one.`,
      hint: 'Check the file or filter that the rows come from.',
    })
  }
  const bare = predict === undefined ? rows.findIndex(({ outputs }) => outputs === undefined) : -1
  if (bare >= 0) {
    throw wrong(
      `has no predict, and rows[${bare}] has no outputs; expected one of them.`,
      'Write predict: (inputs) => answer(inputs), or give each row the outputs that were recorded.',
    )
  }
  if (!Array.isArray(probes) || probes.length === 0 || !probes.every(isProbe)) {
    throw wrong(
      `has probes ${shown(probes)}; expected one or more probes.`,
      'Write probes: [probes.verbosity(), probes.authority()], each with its parentheses.',
    )
  }
  const names = probes.map((probe) => probe.name)
  const double = names.find((each, index) => names.indexOf(each) !== index)
  if (double !== undefined) {
    throw wrong(
      `has two probes of the name ${double}; expected each name once.`,
      `Give one another name: { ...probes.${double}(), name: '${double}Again' }.`,
    )
  }
  if (limit !== undefined && !(limit > 0 && limit < 1))
    throw wrong(
      `has limit ${String(limit)}; expected a share between 0 and 1.`,
      'Write limit: 0.05 for 5 points.',
    )
  if (repeats !== undefined && !(Number.isInteger(repeats) && repeats >= 1 && repeats <= 50)) {
    throw wrong(
      `has repeats ${shown(repeats)}; expected a whole number from 1 to 50.`,
      'Leave it out for once: more rows tell more than more repeats.',
    )
  }
  if (timeoutMs !== undefined && !(timeoutMs > 0))
    throw wrong(`has timeoutMs ${timeoutMs}; expected a number above 0.`, 'Leave it out for 60,000.')
  if (name !== undefined && (typeof name !== 'string' || name.trim() === ''))
    throw wrong(`has name ${shown(name)}; expected a text.`, 'Leave it out, or write a name.')
}

function isProbe(probe: unknown): boolean {
  if (typeof probe !== 'object' || probe === null || !('kind' in probe)) return false
  const { name, description, change, variant } = probe as { [key: string]: unknown }
  const isNamed = typeof name === 'string' && name.trim() !== '' && typeof description === 'string'
  return isNamed && (probe.kind === 'sample' ? typeof change === 'function' : typeof variant === 'string')
}

function shown(value: unknown): string {
  if (typeof value === 'function') return `the function ${value.name || 'without a name'}`
  if (value instanceof Promise) return 'a promise (await it)'
  if (Array.isArray(value) && value.length === 0) return 'an empty list'
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  return JSON.stringify(value)?.slice(0, 80) ?? String(value)
}
