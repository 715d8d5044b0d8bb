/** Any value that survives `JSON.stringify` unchanged. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/** Any JSON object. */
export type JsonObject = { [key: string]: JsonValue }
