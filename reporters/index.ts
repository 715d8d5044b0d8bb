import { JudgeReporter } from './reporter.ts'

export { JudgeReporter, type ReporterOptions } from './reporter.ts'
export { type GithubSurroundings, reportToGithub } from './github.ts'
export { raiseExitCode } from './exit-code.ts'
export { nextCommands } from './next-commands.ts'
export { outputColor, outputWidth } from './terminal.ts'
export default JudgeReporter
