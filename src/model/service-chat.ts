import type { OpenAI } from 'openai'
import { systemClock, type Clock } from '../io/index.ts'
import { callService } from './call-service.ts'
import type { ChatModel, ChatRequest } from './chat.ts'
import { readCompletion } from './completion.ts'
import type { Service } from './service.ts'

type CompletionBody = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming

/** A chat model behind a service that speaks the OpenAI protocol. */
export function serviceChat(service: Service, name: string, clock: Clock = systemClock): ChatModel {
  return {
    name,
    endpoint: service.endpoint,
    async chat(request, options = {}) {
      const answer = await callService({
        service,
        model: name,
        body: completionBody(name, request),
        path: 'chat/completions',
        send: (client, body, requestOptions) => client.chat.completions.create(body, requestOptions),
        read: readCompletion,
        ...(options.isUsable && {
          isUsable: ({ text }: { text: string }) => options.isUsable?.(text) === true,
        }),
        options,
        clock,
      })
      const { recorded, ...reply } = answer
      return { ...reply, model: reply.model ?? name, ...(recorded && { recorded }) }
    },
  }
}

function completionBody(model: string, request: ChatRequest): CompletionBody {
  const { messages, schema, temperature, seed, maxTokens } = request
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    ...(temperature === undefined ? {} : { temperature }),
    ...(seed === undefined ? {} : { seed }),
    ...(maxTokens === undefined ? {} : { max_completion_tokens: maxTokens }),
    ...(schema === undefined
      ? {}
      : {
          response_format: {
            type: 'json_schema',
            json_schema: { name: schema.name, strict: true, schema: schema.schema },
          },
        }),
  }
}
