/** The files of a small project, as the README has it: one line of configuration, a unit test, an evaluation. */
export const supportFiles = {
  'package.json': '{ "type": "module" }',
  'vitest.config.ts': configuration('judges()'),
  'sum.test.js': `
    import { expect, test } from 'vitest'

    test('one and one make two', () => expect(1 + 1).toBe(2))`,
  'evals/support.eval.ts': `
    import { aligned, evaluate, makeJudge } from 'vitest-judge'

    const polite = makeJudge({
      name: 'polite',
      instructions: 'Is {{ outputs }} a polite answer to {{ inputs }}?',
      values: ['yes', 'no'],
    })
    const answers: Record<string, string> = {
      refund: 'It left us on Monday, thank you for your patience.',
      cancel: 'Do it yourself.',
      thanks: 'You are welcome, we are glad that it works.',
      invoice: 'Read the manual.',
      delay: 'We are sorry, the parcel arrives tomorrow.',
      password: 'Do it yourself.',
      colour: 'Of course, please send it back to us.',
      phone: 'Read the manual.',
    }

    evaluate('Support answers', {
      rows: Object.keys(answers).map((id) => ({
        id,
        inputs: { question: 'A question about my ' + id },
        expectations: { polite: ['cancel', 'invoice', 'password', 'phone'].includes(id) ? 'no' : 'yes' },
      })),
      predict: ({ question }) => answers[question.split(' ').at(-1) ?? ''] ?? '',
      truth: ({ expectations }) => expectations.polite,
      judges: [polite, aligned(polite)],
    })`,
}

/** A configuration with the plugin as it is called in the text. */
export function configuration(plugin: string): string {
  return `
    import { defineConfig } from 'vitest/config'
    import { judges } from 'vitest-judge/plugin'

    export default defineConfig({ plugins: [${plugin}] })`
}
