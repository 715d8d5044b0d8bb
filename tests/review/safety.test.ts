import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { type Answer, key, mailRun, reviewed, token } from './support.ts'

const json = { 'content-type': 'application/json' }
const given = JSON.stringify({ judge: key, sampleId: 's1', annotator: 'ann', value: 'no', blind: false })

/** The status, and the error's code where there is one. */
function refused({ status, text }: Answer): string {
  const { code, message, hint } = JSON.parse(text) as Record<string, string>
  expect(message).toMatch(/\.$/)
  expect(hint).toMatch(/\.$/)
  return `${status} ${code}`
}

test('the token in the address becomes a cookie, and the address is left without it', async () => {
  const { send, running } = await reviewed()
  expect(running.address).toBe(`http://127.0.0.1:${running.port}/?token=${token}`)
  const entered = await send(`/?token=${token}`)
  expect([entered.status, entered.headers.location]).toEqual([303, '/'])
  const [cookie = ''] = entered.headers['set-cookie'] ?? []
  expect(cookie).toBe(`vitest-judge-review-${running.port}=${token}; Path=/; HttpOnly; SameSite=Strict`)
  for (const _ of ['first', 'reloaded']) {
    const page = await send('/', { headers: { cookie: cookie.split(';')[0] ?? '' } })
    expect(page.status).toBe(200)
    expect(page.headers['content-type']).toBe('text/html; charset=UTF-8')
    expect(page.text).toContain('<script type="module" src="/page.js"></script>')
    expect(page.text).not.toMatch(/<style|<script>|style=| on\w+=|token/)
  }
})

test('without the token nothing is served, whatever is asked for', async () => {
  const { send, running } = await reviewed()
  const other = { cookie: `vitest-judge-review-${running.port}=another; vitest-judge-review-1=${token}` }
  const paths = [
    '/',
    '/page.js',
    '/page.css',
    '/api/session',
    `/api/session?token=${token}`,
    '/nothing',
    '/api/memory',
  ]
  for (const path of paths) {
    for (const headers of [{}, other]) {
      const answer = await send(path, { headers })
      expect({ path, refused: refused(answer) }).toEqual({ path, refused: '401 invalid-usage' })
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
  }
  for (const wrong of ['', 'x', token.slice(0, -1), `${token}x`]) {
    expect(refused(await send(`/?token=${wrong}`))).toBe('403 invalid-usage')
  }
  const posted = await send('/api/feedback', {
    method: 'POST',
    headers: { ...json, origin: `http://127.0.0.1:${running.port}` },
    body: given,
  })
  expect(refused(posted)).toBe('401 invalid-usage')
})

test('a person who opens the page without the token reads why, as plain text', async () => {
  const { send } = await reviewed()
  const { status, headers, text } = await send('/', { headers: { accept: 'text/html,*/*' } })
  expect([status, headers['content-type']]).toEqual([401, 'text/plain; charset=UTF-8'])
  expect(text).toBe(
    'The request has no token of this server; it may have been started anew.\nOpen the whole address that vitest-judge review printed last.\n',
  )
})

test('a foreign host is refused, as after DNS rebinding, with the token too', async () => {
  const { send, running } = await reviewed()
  const { port } = running
  const cookie = `vitest-judge-review-${port}=${token}`
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:1`,
    `localhost.evil.example:${port}`,
    `[::1]:${port}`,
    `0.0.0.0:${port}`,
  ]) {
    expect({ host, refused: refused(await send(`/?token=${token}`, { headers: { host } })) }).toEqual({
      host,
      refused: '403 invalid-usage',
    })
    expect(refused(await send('/api/session', { headers: { host, cookie } }))).toBe('403 invalid-usage')
  }
  expect((await send('/api/session', { headers: { host: `localhost:${port}`, cookie } })).status).toBe(200)
})

test('a foreign origin is refused on every request, and a change has to have the own one', async () => {
  const { send, running, log } = await reviewed()
  const { port } = running
  const cookie = `vitest-judge-review-${port}=${token}`
  const own = `http://127.0.0.1:${port}`
  for (const origin of [
    'null',
    'http://evil.example',
    `https://127.0.0.1:${port}`,
    'http://127.0.0.1',
    `http://localhost:${port}`,
  ]) {
    expect(refused(await send('/api/session', { headers: { cookie, origin } }))).toBe('403 invalid-usage')
    const posted = await send('/api/feedback', {
      method: 'POST',
      headers: { cookie, ...json, origin },
      body: given,
    })
    expect(refused(posted)).toBe('403 invalid-usage')
  }
  for (const site of ['cross-site', 'same-site', 'unheard-of']) {
    const headers = { cookie, origin: own, 'sec-fetch-site': site }
    expect(refused(await send('/', { headers }))).toBe('403 invalid-usage')
    const posted = await send('/api/feedback', {
      method: 'POST',
      headers: { ...headers, ...json },
      body: given,
    })
    expect(refused(posted)).toBe('403 invalid-usage')
  }
  const typed = { cookie, 'sec-fetch-site': 'none' }
  expect((await send('/', { headers: typed })).status).toBe(200)
  for (const headers of [
    { cookie, ...json },
    { ...typed, ...json, origin: own },
  ]) {
    expect(refused(await send('/api/feedback', { method: 'POST', headers, body: given }))).toBe(
      '403 invalid-usage',
    )
  }
  expect(await log()).toEqual([])
})

test('a body that is no JSON, or marked as none, is refused, and so is a large one', async () => {
  const { send, running, log } = await reviewed()
  const own = {
    cookie: `vitest-judge-review-${running.port}=${token}`,
    origin: `http://127.0.0.1:${running.port}`,
  }
  const post = (type: Record<string, string>, body: string) =>
    send('/api/feedback', { method: 'POST', headers: { ...own, ...type }, body })
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonp',
  ]) {
    expect(refused(await post({ 'content-type': type }, given))).toBe('415 invalid-usage')
  }
  expect(refused(await post({}, given))).toBe('415 invalid-usage')
  for (const body of ['', '{', 'null', '[]', '"text"', '{}']) {
    expect(refused(await post(json, body))).toBe('400 invalid-usage')
  }
  const large = JSON.stringify({ ...(JSON.parse(given) as object), rationale: 'x'.repeat(257 * 1024) })
  const chunked = { 'transfer-encoding': 'chunked' }
  // Whoever is refused hears of it, however much was still to be sent: never a connection that was cut.
  for (const _ of Array(5)) {
    for (const sent of [large, large.padEnd(5 * 1024 * 1024)]) {
      expect(refused(await post(json, sent))).toBe('413 invalid-usage')
      expect(refused(await post({ ...json, ...chunked }, sent))).toBe('413 invalid-usage')
      expect(refused(await post({ 'content-type': 'text/plain' }, sent))).toBe('415 invalid-usage')
      expect(refused(await post({ ...json, ...chunked, origin: 'null' }, sent))).toBe('403 invalid-usage')
      expect(refused(await post({ ...json, cookie: '' }, sent))).toBe('401 invalid-usage')
    }
  }
  expect(await log()).toEqual([])
  expect((await post({ 'content-type': 'application/json; charset=utf-8' }, given)).status).toBe(200)
})

test('who leaves in the middle of a body leaves nothing behind, and is no fault', async () => {
  const faults: unknown[] = []
  const { send, running, log } = await reviewed(mailRun(), { failed: (error) => faults.push(error) })
  const headers = {
    cookie: `vitest-judge-review-${running.port}=${token}`,
    origin: `http://127.0.0.1:${running.port}`,
    ...json,
    'content-length': '1000',
  }
  const socket = connect(running.port, '127.0.0.1')
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.write(
    `POST /api/feedback HTTP/1.1\r\nhost: 127.0.0.1:${running.port}\r\n${lines.join('\r\n')}\r\n\r\n${given}`,
  )
  await new Promise((resolve) => setTimeout(resolve, 20))
  socket.destroy()
  expect((await send('/', { headers: { cookie: headers.cookie } })).status).toBe(200)
  expect(await log()).toEqual([])
  expect(faults).toEqual([])
})

test('every answer has the headers that keep a browser from running or keeping anything else', async () => {
  const { send, running } = await reviewed()
  const cookie = `vitest-judge-review-${running.port}=${token}`
  const answers = [
    await send('/', { headers: { cookie } }),
    await send('/page.js', { headers: { cookie } }),
    await send('/api/session', { headers: { cookie } }),
    await send('/api/nothing', { headers: { cookie } }),
    await send(`/?token=${token}`),
    await send('/'),
    await send('/', { headers: { host: 'evil.example' } }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404, 303, 401, 403])
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
    })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  }
})

test('no path of the disk is served, and no error tells of one', async () => {
  const { send, running, root } = await reviewed()
  const cookie = `vitest-judge-review-${running.port}=${token}`
  for (const path of [
    '/../package.json',
    '/%2e%2e/package.json',
    '/page/page.js',
    '//etc/passwd',
    '/api/sample?judge=x&sample=..%2f..%2fetc%2fpasswd&annotator=a',
    `/api/memory?judge=${encodeURIComponent(key)}`,
  ]) {
    const { status, text } = await send(path, { headers: { cookie } })
    expect({ path, status }).toEqual({ path, status: 404 })
    expect(text).not.toContain(root)
    expect(text).not.toMatch(/\bat .*:\d+:\d+|node_modules|\.ts\b/)
  }
})
