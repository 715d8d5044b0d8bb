import { expect, test } from 'vitest'
import { probe, probes } from '../../src/audit/index.ts'
import { VitestJudgeError } from '../../src/contract/index.ts'
import { makeJudge } from '../../src/judge/index.ts'
import { checkAudit } from '../../src/suite/check-audit.ts'

const judge = makeJudge({ name: 'polite', instructions: 'Is {{ outputs }} polite?', values: ['yes', 'no'] })
const rows = [{ inputs: 'Salt', outputs: 'please' }]

function complaint(options: object, given: unknown = judge): string | undefined {
  try {
    checkAudit(given as typeof judge, { rows, probes: [probes.verbosity()], ...options })
    return undefined
  } catch (error) {
    if (!VitestJudgeError.is(error)) throw error
    return `${error.code}: ${error.message}`
  }
}

test('an audit with rows and probes is fine, with predict in place of outputs too', () => {
  expect(complaint({})).toBeUndefined()
  expect(
    complaint({ limit: 0.1, repeats: 3, timeoutMs: 1000, name: 'mine', truth: () => 'yes' }),
  ).toBeUndefined()
  expect(complaint({ rows: [{ inputs: 1 }], predict: () => 'please' })).toBeUndefined()
})

test('what is wrong is named before any test is registered, with what to write instead', () => {
  expect([
    complaint({}, 'polite'),
    complaint({ rows: Promise.resolve(rows) }),
    complaint({ rows: [] }),
    complaint({ rows: [...rows, { inputs: 1 }] }),
    complaint({ probes: [] }),
    complaint({ probes: [probes.verbosity] }),
    complaint({ probes: [probes.verbosity(), probe('verbosity', 'again', () => undefined)] }),
    complaint({ limit: 5 }),
    complaint({ repeats: 0 }),
    complaint({ timeoutMs: 0 }),
    complaint({ name: ' ' }),
    complaint({ limits: 0.1 }),
  ]).toMatchInlineSnapshot(`
    [
      "invalid-options: audit(...) was given "polite" as its judge; expected a judge.
      → Write audit(judge, { rows, probes: [probes.verbosity()] }) with the judge that makeJudge returned.",
      "invalid-options: audit(polite) has rows a promise (await it); expected an array.
      → Write rows: await loadRows(new URL('./rows.jsonl', import.meta.url)).",
      "no-rows: audit(polite) has no rows; expected at least one.
      → Check the file or filter that the rows come from.",
      "invalid-options: audit(polite) has no predict, and rows[1] has no outputs; expected one of them.
      → Write predict: (inputs) => answer(inputs), or give each row the outputs that were recorded.",
      "invalid-options: audit(polite) has probes an empty list; expected one or more probes.
      → Write probes: [probes.verbosity(), probes.authority()], each with its parentheses.",
      "invalid-options: audit(polite) has probes [the function verbosity]; expected one or more probes.
      → Write probes: [probes.verbosity(), probes.authority()], each with its parentheses.",
      "invalid-options: audit(polite) has two probes of the name verbosity; expected each name once.
      → Give one another name: { ...probes.verbosity(), name: 'verbosityAgain' }.",
      "invalid-options: audit(polite) has limit 5; expected a share between 0 and 1.
      → Write limit: 0.05 for 5 points.",
      "invalid-options: audit(polite) has repeats 0; expected a whole number from 1 to 50.
      → Leave it out for once: more rows tell more than more repeats.",
      "invalid-options: audit(polite) has timeoutMs 0; expected a number above 0.
      → Leave it out for 60,000.",
      "invalid-options: audit(polite) has name " "; expected a text.
      → Leave it out, or write a name.",
      "invalid-options: audit(polite) has the unknown option limits; expected only rows, predict, truth, truthFrom, probes, limit, repeats, writer, timeoutMs, name.
      → Write limit in place of limits.",
    ]
  `)
})
