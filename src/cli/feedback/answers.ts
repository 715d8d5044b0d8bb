import type { Feedback, JudgeValue } from '../../contract/index.ts'
import { appendFeedback, linesOf, readFeedback, takeBack, timeAfter } from '../../feedback/index.ts'
import { isoTime, type Clock } from '../../io/index.ts'
import type { Question } from './rows.ts'

/** One answer of a session. */
export interface Answer {
  question: Question
  value: JudgeValue
  comment: string
}

/** The answers of a session. Each is on disk, at the end of an append-only log, before its promise is fulfilled. */
export interface Answers {
  give(answer: Answer): Promise<void>
  /** Takes the last answer back by a line of its own, so that what was said before stands again; undefined without one. */
  takeLastBack(): Promise<Answer | undefined>
  /** What stands of a question. */
  of(question: Question): Answer | undefined
  /** What stands of all. */
  standing(): Answer[]
}

/** Keeps the answers of a session. */
export function openAnswers(clock: Clock): Answers {
  const given: Answer[] = []
  const written: Feedback[] = []
  return {
    give: async (answer) => {
      const { question, value, comment } = answer
      const { sampleId, rowId } = question.sample
      const own = linesOf(written, { sampleId, source: question.giver.source })
      const lines = await appendFeedback(question.suite.log, [
        {
          sampleId,
          rowId,
          judge: question.target.name,
          value,
          ...(comment !== '' && { rationale: comment }),
          ...question.giver,
          time: own.length === 0 ? isoTime(clock) : timeAfter(own, isoTime(clock)),
        },
      ])
      written.push(...lines)
      given.push(answer)
    },
    takeLastBack: async () => {
      const last = given.at(-1)
      if (last === undefined) return undefined
      const { suite, sample, giver } = last.question
      const line = takeBack(
        await readFeedback(suite.log),
        { sampleId: sample.sampleId, source: giver.source },
        isoTime(clock),
      )
      if (line !== undefined) written.push(...(await appendFeedback(suite.log, [line])))
      given.pop()
      return last
    },
    of: (question) => given.findLast((answer) => answer.question === question),
    standing: () => [...new Map(given.map((answer) => [answer.question, answer])).values()],
  }
}
