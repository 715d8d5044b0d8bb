import { nearestName, VitestJudgeError } from '../contract/index.ts'
import type { Trace } from './trace.ts'

/** A judge, and the name, folded, of the assessments that are its feedback. */
export interface JudgeChoice {
  judge: string
  assessment: string
}

/** Which assessments become feedback for which judge, and the names of those that do not. */
export interface JudgeChoices {
  chosen: JudgeChoice[]
  /** No person and no program gave a value under these names. */
  judgesOnly: string[]
  /** These cannot be the name of a judge. */
  unsafe: string[]
}

/** Names as MLflow compares them: without white space at the ends and whatever the case. */
export function foldName(name: string): string {
  return name.trim().toLowerCase()
}

/**
 * Chooses the judges: those wanted (`judge` or `judge=assessment`), else each name under which a person or a program
 * gave feedback, as a known judge of that name is spelt, else as it is spelt first.
 *
 * @throws VitestJudgeError `unknown-judge` where no assessment has a wanted name, `invalid-usage` for a name that no
 * judge can have, or given twice
 */
export function chooseJudges(
  traces: readonly Trace[],
  wanted: readonly string[],
  known: readonly string[],
): JudgeChoices {
  const spelling = new Map<string, string>()
  const taught = new Set<string>()
  const knownAs = new Map(known.map((name) => [foldName(name), name]))
  for (const { name, kind, source, value } of traces.flatMap(({ assessments }) => assessments)) {
    if (kind !== 'feedback') continue
    const folded = foldName(name)
    if (!spelling.has(folded)) spelling.set(folded, knownAs.get(folded) ?? name.trim())
    // A scorer that fails is a program that says nothing.
    if (source.type !== 'LLM_JUDGE' && value !== undefined) taught.add(folded)
  }
  if (wanted.length > 0) return { chosen: wantedJudges(wanted, spelling), judgesOnly: [], unsafe: [] }
  const names = [...spelling].filter(([folded]) => taught.has(folded))
  return {
    chosen: names
      .filter(([, name]) => isJudgeName(name))
      .map(([folded, name]) => ({ judge: name, assessment: folded })),
    judgesOnly: [...spelling].filter(([folded]) => !taught.has(folded)).map(([, name]) => name),
    unsafe: names.filter(([, name]) => !isJudgeName(name)).map(([, name]) => name),
  }
}

function wantedJudges(wanted: readonly string[], spelling: ReadonlyMap<string, string>): JudgeChoice[] {
  const chosen = wanted.map((text) => {
    const at = text.indexOf('=')
    const [judge, name] = at === -1 ? [text, text] : [text.slice(0, at), text.slice(at + 1)]
    if (!isJudgeName(judge)) {
      throw new VitestJudgeError('invalid-usage', {
        message: `--judge names ${JSON.stringify(judge)}; expected the name of a judge: 1 to 100 letters from a to z, digits, ".", "_" and "-".`,
        hint: 'Write --judge NAME=ASSESSMENT where the assessments have another name.',
      })
    }
    if (spelling.has(foldName(name))) return { judge, assessment: foldName(name) }
    const known = [...spelling.values()]
    const near = nearestName(name, known)
    throw new VitestJudgeError('unknown-judge', {
      message: `No feedback is named ${JSON.stringify(name)}; the traces have feedback named ${known.map((one) => JSON.stringify(one)).join(', ') || 'nothing'}.`,
      hint: `Write --judge ${judge}=${near ?? 'ASSESSMENT'} with one of these names.`,
    })
  })
  const twice = chosen.find(({ judge }, index) => chosen.findIndex((one) => one.judge === judge) !== index)
  if (twice === undefined) return chosen
  throw new VitestJudgeError('invalid-usage', {
    message: `--judge names ${twice.judge} twice; expected each judge once.`,
    hint: 'Leave one of them out.',
  })
}

function isJudgeName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)
}
