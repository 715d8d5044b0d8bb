// What the plugin wants of this room: nothing that measures or prints, so that it is loaded only once evals run.
export { JudgeReporter } from './reporter.ts'
export { raiseExitCode } from './exit-code.ts'
