import { expect, test } from 'vitest'
import { modelFamilies, modelFamily } from '../../src/contract/index.ts'

test.each([
  ['gpt-4.1-mini', 'GPT'],
  ['openai/gpt-4.1', 'GPT'],
  ['o3-mini', 'GPT'],
  ['claude-sonnet-4-5', 'Claude'],
  ['anthropic/Claude-3.5-haiku', 'Claude'],
  ['gemini-2.5-pro', 'Gemini'],
  ['meta-llama/Llama-3.3-70B-Instruct', 'Llama'],
  ['mistral-large-latest', 'Mistral'],
  ['Qwen/Qwen3-32B', 'Qwen'],
  ['deepseek-ai/DeepSeek-R1-Distill-Qwen-32B', 'DeepSeek'],
  ['x-ai/grok-4', 'Grok'],
  ['command-r-plus', 'Command'],
  ['phi-4', 'Phi'],
])('%s is of the family %s', (model, family) => {
  expect(modelFamily(model)).toBe(family)
  expect(modelFamilies).toContain(family)
})

test.each(['offline', 'function:gpt', 'my-own', '', 'olmo-2', 'phil'])(
  '%j is of none that is known',
  (model) => {
    expect(modelFamily(model)).toBeUndefined()
  },
)
