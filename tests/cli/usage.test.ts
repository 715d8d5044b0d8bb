import { describe, expect, test } from 'vitest'
import { mailFiles } from './mail.ts'
import { commandProject, copyOf, texts, type CommandProject } from './project.ts'

const log = 'evals/mail/feedback/label_is_right.jsonl'

function lastError({ stderr }: { stderr: string }): string {
  return stderr.replaceAll(/\S*\/\.vitest-judge\/tests\/[\w-]+/g, '<project>')
}

async function saidLines(
  project: CommandProject,
): Promise<{ rowId: string; value: string; rationale?: string }[]> {
  return (await project.read(log))
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text))
}

describe('usage', { timeout: 60_000 }, () => {
  test('what a command does not take is one message, exit 2', async () => {
    await using project = await commandProject({})
    const refused = async (...args: string[]) => {
      const end = await project.judge(args)
      return `${end.exitCode} ${lastError(end).split('\n')[0]}`
    }
    expect(await refused('align', '--jugde', 'x')).toBe("2 error invalid-usage: Unknown option '--jugde'")
    expect(await refused('alin')).toBe("2 error invalid-usage: Unknown command 'alin'")
    expect(await refused('align', '--k', 'x')).toMatch(
      /^2 error invalid-usage: Option '--k <number>' argument 'x' is invalid/,
    )
    expect(await refused('align', '--teach', 'some')).toMatch(
      /^2 error invalid-usage: .*Allowed choices are mismatches, all/,
    )
    expect(await refused('align')).toMatch(/^2 error no-run: There is no run yet/)
    expect(await refused('report', 'nope')).toMatch(/^2 error no-run: There is no run nope/)
    const help = await project.judge(['--help'])
    expect(help.exitCode).toBe(0)
    expect(help.stdout).toContain('npx vitest run evals')
    const none = await project.judge([])
    expect(none.exitCode).toBe(2)
    expect(none.stderr).toContain('Usage: vitest-judge')
  })

  test('a judge that is not there, and one whose model is a function, end with 2', async () => {
    await using project = await commandProject(
      {
        'evals/polite.eval.ts': `
          import { aligned, evaluate, makeJudge } from 'vitest-judge'
          const polite = makeJudge({
            name: 'polite', instructions: 'Is {{ outputs }} polite?', values: ['yes', 'no'],
            model: async () => '{"result": "no", "rationale": ""}',
          })
          evaluate('Polite', {
            rows: [1, 2, 3, 4].map((number) => ({ id: String(number), inputs: number })),
            predict: (inputs) => inputs, truth: () => 'yes', judges: [polite, aligned(polite)],
          })`,
      },
      { judges: {} },
    )
    expect((await project.vitest(['run', 'evals'])).exitCode).toBe(0)
    const unknown = await project.judge(['align', '--judge', 'rude'])
    expect([unknown.exitCode, lastError(unknown).split('\n')[0]]).toEqual([
      2,
      'error unknown-judge: The run has no judge rude; it has polite.',
    ])
    const unbuilt = await project.judge(['align'])
    expect(unbuilt.exitCode).toBe(2)
    expect(lastError(unbuilt)).toContain('add --model <name>')
    expect(Object.keys(await project.files('evals'))).toEqual(['evals/polite.eval.ts'])
  })
})

describe('on a run', { timeout: 120_000 }, () => {
  test('feedback asks about the align rows that were judged wrong, and keeps every answer', async () => {
    await using project = await commandProject(mailFiles)
    await project.vitest(['run', 'evals'])
    const name = ['--name', 'ada']
    const talk = project.open(['feedback', ...name])
    const question = '[q] quit > '
    expect(await talk.asks(question)).toContain('label_is_right: 4 mismatches to look at, as ada')
    talk.type('maybe\n')
    expect(await talk.asks(question)).toContain('"maybe" is none of them; expected one of "yes", "no".')
    talk.type('n\n')
    await talk.asks('comment) > ')
    talk.type('It asks for money.\n')
    expect(await talk.asks(question)).toContain('2/4')
    expect(await saidLines(project)).toMatchObject([{ value: 'no', rationale: 'It asks for money.' }])
    talk.type('\n')
    await talk.asks('comment) > ')
    talk.type('\n')
    await talk.asks(question)
    expect((await talk.kill('SIGINT')).exitCode).toBe(130)
    expect((await saidLines(project)).map(({ value }) => value)).toEqual(['no', 'no'])

    const second = await project.judge(['feedback', ...name], { input: 's\ny\n' })
    expect(second.exitCode).toBe(0)
    expect(second.stdout).toContain('2 mismatches to look at')
    expect(second.stdout).toContain('1 answer stored. Next: npx vitest-judge align')
    expect((await saidLines(project)).map(({ rowId, value }) => `${rowId} ${value}`).at(-1)).toMatch(/ yes$/)
    const third = await project.judge(['feedback', ...name], { input: 'q\n' })
    expect(third.stdout).toContain('1 mismatches to look at')
  })

  test('a damaged file is named, left as it is, and ends with 3', async () => {
    await using whole = await commandProject(mailFiles)
    await whole.vitest(['run', 'evals'])
    await whole.judge(['align'])
    const memory = 'evals/mail/memory/label_is_right/memory.json'
    const vectors = 'evals/mail/memory/label_is_right/vectors.jsonl'
    const damages: [path: string, damage: (text: string) => string, message: RegExp][] = [
      [memory, (text) => text.slice(0, -200), /memory\.json is damaged: it is not JSON/],
      [memory, (text) => text.replace('memory@1', 'memory@9'), /memory\.json is damaged: at schema/],
      [
        vectors,
        (text) => text.replace(/"vector":"(.)/, (_, first) => `"vector":"${first === 'A' ? 'B' : 'A'}`),
        /vectors\.jsonl:2 is damaged: the checksum/,
      ],
      [log, (text) => text.replace('\n', '\n{"id":\n'), /label_is_right\.jsonl:2 is damaged: it is not JSON/],
      ['.vitest-judge/latest.json', (text) => text.slice(0, 900), /latest\.json is damaged: it is not JSON/],
    ]
    for (const [path, damage, message] of damages) {
      await using project = await copyOf(whole)
      await project.write({ [path]: damage(await project.read(path)) })
      const before = texts(await project.files())
      const end = await project.judge(['align'])
      expect(end.stderr, path).toMatch(message)
      expect(end.stderr, path).toMatch(/^error damaged-file: .*\n {2}→ .+\n$/)
      expect(end.exitCode, path).toBe(3)
      expect(texts(await project.files()), path).toEqual(before)
    }
    await whole.write({ [memory]: (await whole.read(memory)).slice(0, -200) })
    const judged = await whole.vitest(['run', 'evals'])
    expect(judged.exitCode).toBe(3)
    expect(judged.stdout + judged.stderr).toContain('memory.json is damaged')
  })

  test('bad feedback is refused whole, and a report is no wider than the terminal', async () => {
    await using project = await commandProject(mailFiles)
    await project.vitest(['run', 'evals'])
    await project.write({
      'people.jsonl':
        '{"rowId":"mail 03","value":"no","annotator":"ada"}\n{"rowId":"mail 05","value":"dunno","annotator":"ada"}\n',
    })
    const bad = await project.judge(['align', '--feedback', 'people.jsonl'])
    expect([bad.exitCode, bad.stderr.split(' gives')[0]]).toEqual([
      2,
      'error invalid-feedback: people.jsonl:2',
    ])
    const gone = await project.judge(['align', '--feedback', 'nobody.jsonl'])
    expect([gone.exitCode, gone.stderr.split(':')[0]]).toEqual([3, 'error missing-file'])
    expect(Object.keys(await project.files('evals')).filter((path) => /memory|feedback/.test(path))).toEqual(
      [],
    )

    const shown = [await project.judge(['report']), await project.judge(['align'])]
    for (const { stdout } of shown) {
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
      expect(stdout).not.toContain('\u001B')
    }
    expect(shown[0]?.stdout).toContain('Mail · held-out rows')
    const json = JSON.parse((await project.judge(['report', '--json'])).stdout) as { schema: string }
    expect(json.schema).toBe('vitest-judge/run@1')
    const colored = await project.judge(['report'], { environment: { NO_COLOR: '', FORCE_COLOR: '1' } })
    expect(colored.stdout).toContain('\u001B')
  })
})
