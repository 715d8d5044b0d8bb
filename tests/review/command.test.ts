import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { CommandContext } from '../../src/cli/context.ts'
import { hasBrowser } from '../../src/cli/open-browser.ts'
import { review, type ReviewFlags } from '../../src/cli/review.ts'
import type { RunningReview } from '../../src/review/index.ts'
import { commandAt } from '../cli/in-process.ts'
import { key, logPath, mailRun, projectFolder, writeFileIn } from './support.ts'
import { readFile } from 'node:fs/promises'

/** A project with a run and a page. */
async function project(): Promise<string> {
  const root = await projectFolder()
  await writeFileIn(root, '.vitest-judge/latest.json', JSON.stringify(mailRun()))
  await writeFileIn(root, 'page/page.js', 'export {}\n')
  await writeFileIn(root, 'page/page.css', 'body {}\n')
  return root
}

function contextIn(root: string, environment: Record<string, string> = {}, width = 80) {
  const output = new PassThrough()
  const context: CommandContext = {
    root,
    input: new PassThrough(),
    output,
    clock: () => Date.UTC(2026, 10, 25),
    environment,
    width,
    color: false,
    exit: () => {},
  }
  return { context, said: () => ((output.read() as Buffer | null) ?? '').toString() }
}

/** Enters by the printed address as a browser does, and gives a label. */
async function label(address: string, annotator: string, sampleId: string): Promise<number> {
  const entered = await fetch(address, { redirect: 'manual' })
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  const { origin } = new URL(address)
  const body = JSON.stringify({ judge: key, sampleId, annotator, value: 'no', blind: false })
  const headers = { cookie, origin, 'content-type': 'application/json' }
  return (await fetch(`${origin}/api/feedback`, { method: 'POST', headers, body })).status
}

async function run(
  flags: Partial<ReviewFlags>,
  until: (running: RunningReview) => Promise<unknown>,
  environment = {},
  width = 80,
) {
  const root = await project()
  const { context, said } = contextIn(root, environment, width)
  await review({ open: true, annotator: 'ann', ...flags }, context, { pageFolder: join(root, 'page'), until })
  return { root, text: said() }
}

describe('review', () => {
  test('says where to look, and at its end what was stored and what comes next', async () => {
    const { root, text } = await run({}, async ({ address }) => {
      expect(await label(address, 'ann', 's1')).toBe(200)
      expect(await label(address, 'ann', 's2')).toBe(200)
      expect(await label(address, 'bob', 's1')).toBe(200)
    })
    expect(text.replace(/:\d+\/\?token=[\w-]{43}\n/, ':PORT/?token=TOKEN\n')).toBe(
      [
        'Review of 5 align samples, as ann. Open:',
        '',
        '  http://127.0.0.1:PORT/?token=TOKEN',
        '',
        'Every answer is on disk at once. Ctrl-C ends it.',
        '',
        '3 answers stored (ann 2, bob 1). Next: npx vitest-judge align',
        '',
      ].join('\n'),
    )
    expect((await readFile(join(root, logPath), 'utf8')).trim().split('\n')).toHaveLength(3)
  })

  test('over SSH says how to reach it, in a narrow terminal too, and blind says so', async () => {
    const { text } = await run(
      { blind: true },
      async () => {},
      { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' },
      60,
    )
    expect(text).toContain('Review of 5 align samples, as ann, blind. Open:\n')
    const [, port] = /127\.0\.0\.1:(\d+)\/\?token=/.exec(text) ?? []
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      `From another machine: ssh -L ${port}:127.0.0.1:${port} <this machine>, then open it there.`,
    )
    expect(text.split('\n').filter((line) => line.length > 60 && !line.includes('token='))).toEqual([])
    expect(text).toMatch(/\n\n0 answers stored\.\n$/)
  })

  test('listens on the port that is asked for, and each start has a token of its own', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    onTestFinished(() => void taken.close())
    await expect(run({ port }, async () => {})).rejects.toMatchObject({
      code: 'invalid-usage',
      message: expect.stringContaining(
        `Port ${port} of 127.0.0.1 cannot be used: another program listens there.`,
      ),
    })
    await new Promise((resolve) => taken.close(resolve))
    const tokens = new Set<string>()
    for (let start = 0; start < 2; start++) {
      await run({ port }, async ({ address }) => {
        expect(new URL(address).port).toBe(String(port))
        tokens.add(address)
      })
    }
    expect(tokens.size).toBe(2)
  })

  test('ends with Ctrl-C, all that was stored on disk, while a browser keeps its connection', async () => {
    const root = await project()
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'review-child.ts'), join(root, 'page')],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    onTestFinished(() => void child.kill('SIGKILL'))
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', (part: string) => (errors += part))
    await expect.poll(() => text, { timeout: 20_000 }).toContain('Ctrl-C ends it.')
    const address = /http:\S+/.exec(text)?.[0] ?? ''
    expect(await label(address, 'ann', 's1')).toBe(200)
    const ended = once(child, 'close')
    child.kill('SIGINT')
    expect(await ended).toEqual([0, null])
    expect(text).toMatch(/\n\n1 answer stored\. Next: npx vitest-judge align\n$/)
    expect(errors).toBe('')
    expect((await readFile(join(root, logPath), 'utf8')).trim().split('\n')).toHaveLength(1)
  }, 30_000)

  test.for([
    [['--port', '0'], 'Expected a port from 1 to 65535, received "0".'],
    [['--port', 'x'], 'Expected a port from 1 to 65535, received "x".'],
    [['--prot', '1'], "Unknown option '--prot'. Did you mean --port?"],
    [['--judge', 'rude'], 'The run has no judge rude; it has polite.'],
    [['--run', 'gone'], 'There is no run gone'],
    [['--annotator', ' '], '--annotator was given " "'],
  ] as const)('ends with 2 for %j', async ([flags, message]) => {
    const root = await project()
    const { exitCode, stderr } = await commandAt(root, ['review', '--no-open', ...flags])
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) })
    expect(stderr).toContain('→')
  })

  test('without an align row ends with 3 and says why', async () => {
    const root = await project()
    const held = mailRun()
    const rows = held.suites[0]?.rows.map((row) => ({ ...row, split: 'heldout' as const })) ?? []
    await writeFileIn(root, '.vitest-judge/latest.json', JSON.stringify(mailRun(rows)))
    const { context } = contextIn(root)
    await expect(
      review({ open: false, annotator: 'ann' }, context, {
        pageFolder: join(root, 'page'),
        until: async () => {},
      }),
    ).rejects.toMatchObject({ code: 'no-rows', exitCode: 3 })
  })
})

test("a browser is opened only at this machine's own screen", () => {
  const at = (environment: Record<string, string>, isTTY = true) => {
    const { context } = contextIn('/', environment)
    return { ...context, output: Object.assign(new PassThrough(), { isTTY }) }
  }
  expect(hasBrowser(at({ DISPLAY: ':0' }), 'linux')).toBe(true)
  expect(hasBrowser(at({ WAYLAND_DISPLAY: 'wayland-0' }), 'linux')).toBe(true)
  expect(hasBrowser(at({}), 'darwin')).toBe(true)
  expect(hasBrowser(at({}), 'win32')).toBe(true)
  expect(hasBrowser(at({}), 'linux')).toBe(false)
  expect(hasBrowser(at({}), 'freebsd')).toBe(false)
  expect(hasBrowser(at({ DISPLAY: ':0' }, false), 'linux')).toBe(false)
  for (const name of ['CI', 'SSH_CONNECTION', 'SSH_TTY', 'SSH_CLIENT']) {
    expect(hasBrowser(at({ DISPLAY: ':0', [name]: '1' }), 'linux')).toBe(false)
    expect(hasBrowser(at({ [name]: '1' }), 'darwin')).toBe(false)
  }
})
