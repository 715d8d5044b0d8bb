/** Mails with what they are; eight of them are align rows (03, 05, 06, 07, 09, 10, 13, 14). */
const mails: [text: string, label: 'spam' | 'ham'][] = [
  ['Final notice: your invoice is unpaid, open the attached file before Friday.', 'spam'],
  ['Lunch on Friday?', 'ham'],
  ['Unpaid invoice: open the attached file today.', 'spam'],
  ['You have won a prize.', 'spam'],
  ['Open the attached file, your invoice is unpaid.', 'spam'],
  ['Last call: the attached file holds your unpaid invoice.', 'spam'],
  ['The meeting moved to Monday.', 'ham'],
  ['Minutes of the meeting are below.', 'ham'],
  ['Winner of our draw: claim before midnight.', 'spam'],
  ['Congratulations on the book prize!', 'ham'],
  ['Your talk won the poster prize.', 'ham'],
  ['Prize draw: send your card number.', 'spam'],
  ['Can you review my draft?', 'ham'],
  ['The train leaves at nine.', 'ham'],
  ['Thanks for the flowers.', 'ham'],
  ['The attached file shows an unpaid invoice, open it.', 'spam'],
]

/** The text of `rows.jsonl`, with other labels for some rows. */
export function mailRows(labels: Record<string, string> = {}): string {
  return mails
    .map(([text, label], index) => {
      const id = `mail ${String(index + 1).padStart(2, '0')}`
      return `${JSON.stringify({ id, inputs: { text }, expectations: { label: labels[id] ?? label } })}\n`
    })
    .join('')
}

/**
 * An evaluation of a filter that takes whatever mentions a prize or a winner for spam: wrong on the align rows 03, 05, 06 and
 * 10. The judge `label_is_right` sees no right answer and, offline and unaligned, lets all of them pass.
 */
export const mailFiles = {
  'evals/mail/rows.jsonl': mailRows(),
  'evals/mail/mail.eval.ts': `
    import { aligned, evaluate, loadRows, makeJudge } from 'vitest-judge'
    const judge = makeJudge({
      name: 'label_is_right',
      instructions: 'Is the label in {{ outputs }} right for the mail in {{ inputs }}?',
      values: ['yes', 'no'],
    })
    const careful = makeJudge({
      name: 'careful',
      instructions: 'Is the label in {{ outputs }} right for the mail in {{ inputs }}, given {{ expectations }}?',
      values: ['yes', 'no'],
    })
    evaluate('Mail', {
      rows: await loadRows(new URL('./rows.jsonl', import.meta.url)),
      predict: ({ text }) => ({ label: /prize|winner/i.test(text) ? 'spam' : 'ham' }),
      truth: ({ outputs, expectations }) => (outputs.label === expectations.label ? 'yes' : 'no'),
      judges: [judge, aligned(judge), careful],
    })`,
}
