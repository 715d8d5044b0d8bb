import { type Command, InvalidArgumentError, Option } from 'commander'
import { VitestJudgeError } from '../../contract/index.ts'

/** What an unscored verdict counts as: a wrong one, none at all, or one that gave some value. */
export type UnscoredPolicy = { kind: 'wrong' } | { kind: 'drop' } | { kind: 'map'; to: string }

/** The flags of `agreement`. */
export interface AgreementFlags {
  truth?: string
  verdict?: string
  annotators?: string[]
  weight?: string
  group?: string
  slice?: string
  positive?: string[]
  unscored: UnscoredPolicy
  pickedByVerdict?: boolean
  ordered?: string[]
  tolerance?: number
  numbers?: boolean
  against?: string
  id?: string
  json?: boolean
  explain?: boolean
}

/** Adds the flags of `agreement` to its command. */
export function addAgreementFlags(command: Command): Command {
  return command
    .optionsGroup('What is compared:')
    .option('--truth <field>', 'the field with the true value; a path such as labels.human will do')
    .option('--verdict <field>', "the field with the judge's value")
    .option('--annotators <fields>', 'fields of several people, or one that lists them: do they agree?', list)
    .option('--against <field or file>', 'a second judge: another field, or a file with the same fields')
    .option('--id <field>', 'what pairs the rows of two files (default: id)')
    .optionsGroup('What rows stand for:')
    .option(
      '--weight <field>',
      'how many rows each row stands for: 1 / its chance to be picked (default: 1 each)',
    )
    .option('--group <field>', 'what makes rows depend on one another: a document, a conversation')
    .option('--picked-by-verdict', 'rows were picked by what the judge said: no figures without --weight')
    .option('--slice <field>', 'the same figures for each value of a field')
    .optionsGroup('What values mean:')
    .option('--positive <values>', 'the values that pass (default: yes, true, pass)', list)
    .addOption(
      new Option('--unscored <policy>', 'what a missing verdict counts as: wrong, drop or map:VALUE')
        .argParser(policy)
        .default({ kind: 'wrong' }, 'wrong'),
    )
    .option('--ordered <values>', 'the values in their order, for weighted kappa', list)
    .option('--tolerance <number>', 'how far off a number may be (default: 0)', number)
    .option('--numbers', 'read text as numbers')
    .optionsGroup('Output:')
    .option('--json', 'print all figures as JSON')
    .option('--explain', 'say in plain words what each number means')
}

/**
 * Checks flags against one another.
 *
 * @throws VitestJudgeError `invalid-usage`
 */
export function checkFlags(file: string, flags: AgreementFlags): void {
  const { truth, verdict, annotators, against } = flags
  const judged = `npx vitest-judge agreement ${file} --truth <field> --verdict <field>`
  const refuse = (message: string, hint: string) => new VitestJudgeError('invalid-usage', { message, hint })
  if ((truth === undefined) !== (verdict === undefined)) {
    const [given, missing] = verdict === undefined ? ['--truth', '--verdict'] : ['--verdict', '--truth']
    throw refuse(`agreement was given ${given} without ${missing}; expected both.`, `Write ${judged}.`)
  }
  if (truth === undefined && annotators === undefined) {
    throw refuse(
      'agreement was not told what to compare; expected --truth and --verdict, or --annotators.',
      `Write ${judged}.`,
    )
  }
  if (truth !== undefined && truth === verdict) {
    throw refuse(`--truth and --verdict both name ${truth}; expected two fields.`, `Write ${judged}.`)
  }
  const needed = (['weight', 'group', 'slice', 'positive', 'ordered', 'tolerance', 'against'] as const).find(
    (name) => flags[name] !== undefined,
  )
  if (truth === undefined && needed !== undefined) {
    throw refuse(
      `--${needed} was given without --truth and --verdict, which it is about; expected these too.`,
      `Write ${judged}.`,
    )
  }
  if (flags.id !== undefined && (against === undefined || !isFile(against))) {
    throw refuse(
      `--id ${flags.id} was given without a second file, whose rows it would pair; expected --against with a file.`,
      `Write ${judged} --against <file> --id ${flags.id}.`,
    )
  }
}

/** True where `--against` names a file and not a field: its name ends as a file's of rows does. */
export function isFile(against: string): boolean {
  return /\.(?:jsonl|ndjson|json|csv|tsv)$/i.test(against)
}

function list(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim())
  const twice = parts.find((part, place) => parts.indexOf(part) !== place)
  if (parts.every((part) => part !== '') && twice === undefined) return parts
  const wrong = twice ? `, in which ${JSON.stringify(twice)} stands twice` : ''
  throw new InvalidArgumentError(`Expected a list such as a,b, received ${JSON.stringify(text)}${wrong}.`)
}

function policy(text: string): UnscoredPolicy {
  if (text === 'wrong' || text === 'drop') return { kind: text }
  if (/^map:./s.test(text)) return { kind: 'map', to: text.slice('map:'.length) }
  throw new InvalidArgumentError(`Expected wrong, drop or map:VALUE, received ${JSON.stringify(text)}.`)
}

function number(text: string): number {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text)
  throw new InvalidArgumentError(`Expected a number of 0 or more, received ${JSON.stringify(text)}.`)
}

/** A policy as it is written after `--unscored`. */
export function policyText(unscored: UnscoredPolicy): string {
  return unscored.kind === 'map' ? `map:${unscored.to}` : unscored.kind
}
