import { VitestJudgeError } from '../../contract/index.ts'

/** The flags of `report`. */
export interface ReportFlags {
  html?: string
  json?: boolean
  markdown?: boolean
  explain?: boolean
  slice?: string[]
  estimate?: boolean
  history?: boolean
}

/**
 * Checks that the flags of `report` go together.
 * @throws VitestJudgeError `invalid-usage`
 */
export function refuseTogether(flags: ReportFlags, sources: readonly string[]): void {
  const { html, json = false, markdown = false, explain = false, estimate = false, history = false } = flags
  const slices = flags.slice ?? []
  if (estimate && (markdown || explain || slices.length > 0 || html !== undefined)) {
    throw new VitestJudgeError('invalid-usage', {
      message:
        'report was given --estimate with --markdown, --explain, --slice or --html; expected --json beside it, or nothing.',
      hint: 'npx vitest-judge report --estimate',
    })
  }
  if (history && (markdown || estimate || slices.length > 0 || sources.length > 0)) {
    throw new VitestJudgeError('invalid-usage', {
      message:
        'report was given --history with a run, --markdown, --estimate or --slice; expected --html, --json or --explain beside it, or nothing: it is about all runs of the project.',
      hint: 'npx vitest-judge report --history',
    })
  }
  const forms = [
    ...(html === undefined ? [] : ['--html']),
    ...(json ? ['--json'] : []),
    ...(markdown ? ['--markdown'] : []),
  ]
  if (forms.length > 1) {
    throw new VitestJudgeError('invalid-usage', {
      message: `report was given ${forms.join(' and ')}; expected one of them.`,
      hint: `Leave the others out: npx vitest-judge report ${html === undefined ? forms[0] : `--html ${html}`}`,
    })
  }
}
