import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { commandFolder } from './in-process.ts'
import { commandProject } from './project.ts'

const folder = commandFolder()

test('the version is that of the package', async () => {
  const manifest = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
  expect(await folder.command('--version')).toEqual({
    exitCode: 0,
    stdout: `${manifest.version}\n`,
    stderr: '',
  })
})

test(
  'what a command does not take is one message with a suggestion, exit 2',
  { timeout: 60_000 },
  async () => {
    await using project = await commandProject({})
    const refused = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await project.judge(args)
      expect({ args, stdout, hint: /\n {2}→ .+\n$/.test(stderr) }).toEqual({ args, stdout: '', hint: true })
      return `${exitCode} ${stderr.split('\n  →')[0]}`
    }
    expect(await refused('align', '--jugde', 'x')).toBe(
      "2 error invalid-usage: Unknown option '--jugde'. Did you mean --judge?",
    )
    expect(await refused('alin')).toBe("2 error invalid-usage: Unknown command 'alin'. Did you mean align?")
    expect(await refused('memory', 'versoins')).toBe(
      "2 error invalid-usage: Unknown command 'memory versoins'. Did you mean versions?",
    )
    expect(await refused('recordings', 'drop')).toBe(
      "2 error invalid-usage: Unknown command 'recordings drop'; expected one of stats, verify, prune.",
    )
    expect(await refused('align', '--k')).toBe(
      "2 error invalid-usage: Option '--k <number>' argument missing.",
    )
    expect(await refused('align')).toMatch(
      /^2 error no-run: There is no run yet: \.vitest-judge\/latest\.json does not exist in /,
    )
    expect(await project.files()).toEqual({ 'vitest.config.ts': expect.anything() as object })
  },
)

test('help is printed when asked for, and when there is nothing to do', { timeout: 60_000 }, async () => {
  await using project = await commandProject({})
  const asked = await project.judge(['--help'])
  expect({ exitCode: asked.exitCode, stderr: asked.stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(asked.stdout).toMatch(/^Usage: vitest-judge [^]*\n {2}feedback [^]*\n {2}align [^]*\n {2}report /)
  expect(await project.judge([])).toEqual({ exitCode: 2, stdout: '', stderr: asked.stdout })
  const { exitCode, stdout } = await project.judge(['align', '--help'])
  expect(exitCode).toBe(0)
  const flags = [...stdout.matchAll(/^ {2}(?:-h, )?(--[\w-]+)/gm)].map(([, flag]) => flag)
  expect(flags).toEqual([
    '--judge',
    '--run',
    '--feedback',
    '--teach',
    '--allow-partial',
    '--no-redistil',
    '--model',
    '--embedding-model',
    '--k',
    '--floor',
    '--balance',
    '--no-balance',
    '--diversity',
    '--guideline-tokens',
    '--promote',
    '--dry-run',
    '--json',
    '--help',
  ])
})
