/** Where OpenAI's own service answers. */
export const openAIEndpoint = 'https://api.openai.com/v1'

/** The endpoint's name when the offline stand-in serves. */
export const offlineEndpoint = 'offline'
