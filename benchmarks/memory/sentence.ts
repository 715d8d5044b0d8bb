import { seededRandom } from '../../src/io/index.ts'

const nouns = [
  'parcel',
  'invoice',
  'refund',
  'address',
  'courier',
  'order',
  'voucher',
  'delivery',
  'complaint',
  'receipt',
  'discount',
  'account',
  'password',
  'contract',
  'warranty',
  'deposit',
]
const verbs = [
  'arrived',
  'vanished',
  'was returned',
  'was paid',
  'was cancelled',
  'broke',
  'was changed',
  'was refused',
  'was delayed',
  'was doubled',
]

/** A sentence of its own for each number: seeded words, so that most differ from most in most of them. */
export function sentence(number: number): string {
  const random = seededRandom(number)
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] as string
  const clause = () =>
    `the ${pick(nouns)} ${pick(verbs)} after ${pick(nouns)} ${Math.floor(random() * 10_000)}`
  return `In case ${number} ${clause()}, ${clause()} and ${clause()}, as ${clause()}.`
}
