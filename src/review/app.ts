import { Hono } from 'hono'
import type { Clock } from '../io/index.ts'
import type { StoredFeedback } from './api.ts'
import { type BodyVariables, bodyOf, bodyRead, jsonOnly } from './body.ts'
import { giveFeedback, standingLine, undoFeedback } from './give-feedback.ts'
import { ownSiteOnly, safeHeaders, tokenRequired, unkept } from './guard.ts'
import { givenLabel } from './labels.ts'
import { changeMemory } from './memory-change.ts'
import { memoryDiff, memoryView } from './memory-view.ts'
import type { PageFiles } from './page-files.ts'
import { queueOf, standingOf } from './queue.ts'
import { Refusal, refusal, refusalOf } from './refusal.ts'
import {
  diffQuery,
  feedbackBody,
  fitting,
  memoryBody,
  memoryQuery,
  queueQuery,
  sampleQuery,
  standingQuery,
  undoBody,
} from './requests.ts'
import type { ReviewedJudge } from './reviewed-judge.ts'
import { sampleOf } from './sample.ts'
import { sessionOf, type SessionFacts } from './session.ts'

/** An app of which each request's body is read. */
type ReviewApp = Hono<{ Variables: BodyVariables }>

/** What the server answers with. */
export interface AppParts {
  facts: SessionFacts
  judges: readonly ReviewedJudge[]
  page: PageFiles
  token: string
  /** The port it listens on, known once it does. */
  portOf: () => number
  clock: Clock
  /** Told of each line that was stored. */
  stored: (annotator: string, what: 'answers' | 'takenBack', judge: string) => void
  /** Told of each fault that is not ours to explain. */
  failed: (error: unknown) => void
}

/** The routes of `review`, behind all that keeps others out. */
export function reviewApp(parts: AppParts): ReviewApp {
  const { facts, page, token, portOf, failed } = parts
  const app: ReviewApp = new Hono()
  app.use(safeHeaders, unkept, bodyRead, ownSiteOnly(portOf), tokenRequired(token, portOf))
  app.onError((error, context) => {
    const refused = refusalOf(error, facts.root)
    if (refused.body.code === 'unexpected') failed(error)
    // A person who opens the page reads it; the page itself reads JSON.
    if (context.req.header('accept')?.includes('text/html'))
      return context.text(`${refused.body.message}\n${refused.body.hint ?? ''}\n`, refused.status)
    return context.json(refused.body, refused.status)
  })
  app.notFound((context) =>
    context.json(
      refusal(404, `There is no ${context.req.method} ${context.req.path}.`, 'Open the page at /.').body,
      404,
    ),
  )
  app.get('/', (context) => context.html(page.html))
  app.get('/page.js', (context) => context.body(page.script, 200, typed('text/javascript')))
  app.get('/page.css', (context) => context.body(page.style, 200, typed('text/css')))
  app.post('/api/*', jsonOnly)
  addFeedbackRoutes(app, parts)
  addMemoryRoutes(app, parts)
  return app
}

function addFeedbackRoutes(app: ReviewApp, { facts, judges, clock, stored }: AppParts): void {
  const blindOr = (asked: boolean) => facts.blind || asked
  app.get('/api/session', async (context) => context.json(await sessionOf(facts, judges)))
  app.get('/api/queue', async (context) => {
    const query = fitting(queueQuery, 'query', context.req.query())
    const judge = judgeOf(judges, query.judge)
    return context.json(queueOf(judge, await judge.log.read(), { ...query, blind: blindOr(query.blind) }))
  })
  app.get('/api/sample', async (context) => {
    const { judge: key, sample, annotator, blind } = fitting(sampleQuery, 'query', context.req.query())
    const judge = judgeOf(judges, key)
    const view = { sampleId: sample, annotator, blind: blindOr(blind) }
    return context.json(sampleOf(judge, await judge.log.read(), view))
  })
  app.get('/api/standing', async (context) => {
    const { judge: key, annotator, since, blind } = fitting(standingQuery, 'query', context.req.query())
    const judge = judgeOf(judges, key)
    const state = await judge.log.read()
    if (state.revision === since) return context.body(null, 204)
    return context.json(standingOf(judge, state, annotator, blindOr(blind)))
  })
  const outcome = async (
    judge: ReviewedJudge,
    { sampleId, annotator }: { sampleId: string; annotator: string },
    blind: boolean,
  ): Promise<StoredFeedback> => {
    const state = await judge.log.read()
    const mine = standingLine(state, sampleId, annotator)
    return {
      sampleId,
      ...(mine !== undefined && { mine: givenLabel(mine) }),
      standing: standingOf(judge, state, annotator, blind),
    }
  }
  app.post('/api/feedback', async (context) => {
    const given = fitting(feedbackBody, 'feedback', bodyOf(context))
    const judge = judgeOf(judges, given.judge)
    const blind = blindOr(given.blind)
    const line = await giveFeedback(judge, { ...given, blind }, clock)
    if (line !== undefined) stored(given.annotator, 'answers', judge.target.name)
    return context.json(await outcome(judge, given, blind))
  })
  app.post('/api/undo', async (context) => {
    const undone = fitting(undoBody, 'undo', bodyOf(context))
    const judge = judgeOf(judges, undone.judge)
    await undoFeedback(judge, undone, clock)
    stored(undone.annotator, 'takenBack', judge.target.name)
    return context.json(await outcome(judge, undone, blindOr(undone.blind)))
  })
}

function addMemoryRoutes(app: ReviewApp, { facts, judges, clock }: AppParts): void {
  app.use('/api/memory/*', async (_, next) => {
    if (!facts.blind) return next()
    throw refusal(
      403,
      'Blind, the memory is not shown: it holds what others said of the samples.',
      'Start review without --blind.',
    )
  })
  app.get('/api/memory', async (context) => {
    const { judge } = fitting(memoryQuery, 'query', context.req.query())
    return context.json(await memoryView(judgeOf(judges, judge).target))
  })
  app.post('/api/memory', async (context) => {
    const change = fitting(memoryBody, 'change', bodyOf(context))
    const { target } = judgeOf(judges, change.judge)
    await changeMemory(target, change, clock)
    return context.json(await memoryView(target))
  })
  app.get('/api/memory/diff', async (context) => {
    const { judge, from, to } = fitting(diffQuery, 'query', context.req.query())
    return context.json(await memoryDiff(judgeOf(judges, judge).target, from, to))
  })
}

function judgeOf(judges: readonly ReviewedJudge[], key: string): ReviewedJudge {
  const judge = judges.find((each) => each.key === key)
  if (judge !== undefined) return judge
  throw new Refusal(404, {
    code: 'unknown-judge',
    message: `The run has no judge ${JSON.stringify(key)}; it has ${judges.map((each) => JSON.stringify(each.key)).join(', ')}.`,
    hint: 'Reload the page: the server may have been started anew on another run.',
  })
}

function typed(type: string) {
  return { 'Content-Type': `${type}; charset=utf-8` }
}
