/** One record as a source holds it, before it becomes a row. */
export interface SourceRecord {
  value: unknown
  /** Where it stands, for messages: `rows.jsonl:3`, `rows.json[2]`, `rows[2]`. */
  place: string
}
