import type { MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { secureHeaders } from 'hono/secure-headers'
import { timingSafeEqual } from 'hono/utils/buffer'
import { refusal } from './refusal.ts'

const none = ["'none'"]
const own = ["'self'"]

/** Headers by which a browser shows and runs nothing but the server's own files, and keeps and tells nothing. */
export const safeHeaders: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: none,
    scriptSrc: own,
    styleSrc: own,
    connectSrc: own,
    imgSrc: ["'self'", 'data:'],
    baseUri: none,
    formAction: none,
    frameAncestors: none,
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
  // The page comes over plain HTTP from the machine itself.
  strictTransportSecurity: false,
})

/** Has nothing kept in a cache. */
export const unkept: MiddlewareHandler = async (context, next) => {
  await next()
  context.res.headers.set('Cache-Control', 'no-store')
}

/**
 * Refuses what another site sends: a `Host` that is not this machine's loopback with the server's port, as after DNS
 * rebinding; an `Origin` other than the page's own, which anything but a read must have; what the browser marks as
 * another site's (`Sec-Fetch-Site`).
 */
export function ownSiteOnly(portOf: () => number): MiddlewareHandler {
  return async ({ req }, next) => {
    const hosts = [`127.0.0.1:${portOf()}`, `localhost:${portOf()}`]
    const host = req.header('host') ?? ''
    if (!hosts.includes(host)) {
      throw refusal(
        403,
        `The request is for the host ${JSON.stringify(host)}; expected ${hosts.join(' or ')}.`,
        'Open the address that vitest-judge review printed; a forwarded port has to be the same on both sides.',
      )
    }
    const origin = req.header('origin')
    const isRead = req.method === 'GET' || req.method === 'HEAD'
    if (origin === undefined ? !isRead : origin !== `http://${host}`) {
      throw refusal(
        403,
        `The request comes from the origin ${JSON.stringify(origin ?? 'none')}; expected "http://${host}".`,
        'Use the page that vitest-judge review opened.',
      )
    }
    const site = req.header('sec-fetch-site')
    if (site !== undefined && site !== 'same-origin' && !(site === 'none' && isRead)) {
      throw refusal(
        403,
        `The browser says that the request comes from another site (${JSON.stringify(site)}); expected the page's own.`,
        'Type or paste the address that vitest-judge review printed; do not follow a link to it.',
      )
    }
    return next()
  }
}

/**
 * Lets nobody in without the token: from the address once, which is answered with a cookie and the address without it,
 * and from that cookie from then on. The cookie is named by the port, as cookies of one host are shared by its ports.
 */
export function tokenRequired(token: string, portOf: () => number): MiddlewareHandler {
  return async (context, next) => {
    const cookie = `vitest-judge-review-${portOf()}`
    const given = context.req.query('token')
    if (context.req.path === '/' && given !== undefined) {
      if (!(await timingSafeEqual(given, token))) throw wrongToken(403)
      setCookie(context, cookie, token, { httpOnly: true, sameSite: 'Strict', path: '/' })
      return context.redirect('/', 303)
    }
    if (!(await timingSafeEqual(getCookie(context, cookie) ?? '', token))) throw wrongToken(401)
    return next()
  }
}

function wrongToken(status: 401 | 403) {
  return refusal(
    status,
    status === 401
      ? 'The request has no token of this server; it may have been started anew.'
      : 'The token in the address is not that of this server; expected the one it printed.',
    'Open the whole address that vitest-judge review printed last.',
  )
}
