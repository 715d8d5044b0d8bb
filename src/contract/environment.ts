/** The environment variables that are read, each with what it means; `.env` may hold them too. */
export const environmentVariables = {
  OPENAI_API_KEY: 'The key of the endpoint. Without it, a base URL alone will do for a server of your own.',
  OPENAI_BASE_URL: "The endpoint; default OpenAI's own.",
  OPENAI_ORG_ID: 'The organization that is sent along, where you belong to several.',
  OPENAI_PROJECT_ID: 'The project that is sent along.',
  VITEST_JUDGE_MODEL: "The judge's model where the judge names none; default `gpt-5-mini`.",
  VITEST_JUDGE_REFLECTION_MODEL:
    "The model that `align` asks for guidelines and rationales; default the judge's.",
  VITEST_JUDGE_REFLECTION_BASE_URL: 'Its endpoint; default `OPENAI_BASE_URL`.',
  VITEST_JUDGE_REFLECTION_API_KEY: 'Its key; default `OPENAI_API_KEY`.',
  VITEST_JUDGE_EMBEDDING_MODEL:
    'What makes vectors: a model, `local`, or the path of a module of your own; default `text-embedding-3-small`.',
  VITEST_JUDGE_EMBEDDING_BASE_URL: 'Its endpoint; default `OPENAI_BASE_URL`.',
  VITEST_JUDGE_EMBEDDING_API_KEY: 'Its key; default `OPENAI_API_KEY`.',
  VITEST_JUDGE_EMBEDDING_DIMENSIONS: 'How many numbers a vector has; default 512.',
  VITEST_JUDGE_OFFLINE: '`1` lets the offline stand-in answer where there is neither a key nor a base URL.',
  VITEST_JUDGE_RECORDINGS: '`auto`, `replay`, `refresh` or `off`; comes before the option `recordings`.',
  VITEST_JUDGE_RECORDINGS_FOLDER: 'Where recordings lie; comes before the option `recordings.folder`.',
  HF_TOKEN: 'The token for private and gated datasets of Hugging Face.',
} as const satisfies Record<string, string>

/** The name of an environment variable that is read. */
export type EnvironmentVariable = keyof typeof environmentVariables
