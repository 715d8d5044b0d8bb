/** Names that a model's name begins with, or has after a slash, and the family it is of. */
const families: readonly (readonly [family: string, names: RegExp])[] = [
  ['GPT', /^(gpt|chatgpt|o\d|davinci|text-davinci)/],
  ['Claude', /^claude/],
  ['Gemini', /^(gemini|gemma|palm)/],
  ['Llama', /^(meta-)?llama/],
  ['Mistral', /^(open-)?(mistral|mixtral|ministral|magistral|codestral|pixtral)/],
  ['Qwen', /^(qwen|qwq)/],
  ['DeepSeek', /^deepseek/],
  ['Grok', /^grok/],
  ['Command', /^(c4ai-)?command/],
  ['Phi', /^phi-?\d/],
]

/** The families of models that are known, in the order in which they are looked for. */
export const modelFamilies: readonly string[] = families.map(([family]) => family)

/**
 * The family of a model by its name: `GPT` for `gpt-4.1-mini` and `openai/gpt-4.1`; undefined for one that is not
 * known, and for a function. A distilled model is of the family that its name begins with.
 */
export function modelFamily(model: string): string | undefined {
  const name = model.toLowerCase().split('/').at(-1) ?? ''
  return families.find(([, names]) => names.test(name))?.[0]
}
