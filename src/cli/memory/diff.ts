import { Chalk } from 'chalk'
import type { Episode, Guideline } from '../../contract/index.ts'
import type { MemoryChanges } from '../../memory/index.ts'
import { say, type CommandContext } from '../context.ts'
import { fit, shorten } from '../fit.ts'
import { print } from './print.ts'

/** Prints what differs between two memories: settings, then guidelines, then examples. */
export function describeChanges(changes: MemoryChanges, context: CommandContext): void {
  const { settings, guidelines, episodes, isReordered } = changes
  if (settings.length > 0) say(context, 'settings')
  for (const { name, before, after } of settings) {
    print(context, `${name}: ${json(before)} → ${json(after)}`, 2)
  }
  say(context, `guidelines: ${numbers(guidelines)}${isReordered ? '; in another order' : ''}`)
  for (const guideline of guidelines.removed) printLines(context, '-', guidelineLines(guideline))
  for (const guideline of guidelines.added) printLines(context, '+', guidelineLines(guideline))
  for (const { before, after } of guidelines.changed) {
    print(context, `~ ${after.id}: ${changedFields(before, after).join(', ')}`, 2)
    if (before.text === after.text) continue
    printLines(context, '-', [before.text], 4)
    printLines(context, '+', [after.text], 4)
  }
  say(context, `examples: ${numbers(episodes)}`)
  for (const episode of episodes.removed) printShort(context, '-', episodeText(episode))
  for (const episode of episodes.added) printShort(context, '+', episodeText(episode))
  for (const { before, after } of episodes.changed) {
    print(context, `~ ${after.rowId}: ${changedFields(before, after).join(', ')}`, 2)
    if (before.value === after.value && before.rationale === after.rationale) continue
    printShort(context, '-', taughtText(before), 4)
    printShort(context, '+', taughtText(after), 4)
  }
}

function numbers({
  added,
  removed,
  changed,
  same,
}: MemoryChanges['guidelines'] | MemoryChanges['episodes']): string {
  return `${added.length} added, ${removed.length} removed, ${changed.length} changed, ${same} as before`
}

function guidelineLines({ id, text, origin, sources }: Guideline): string[] {
  return [`${id} (${origin === 'person' ? 'by a person' : `from ${sources.join(', ')}`})`, text]
}

function episodeText(episode: Episode): string {
  return `${episode.rowId} (${episode.sampleId}) ${taughtText(episode)}`
}

function taughtText({ value, rationale }: Episode): string {
  return `${String(value)}: ${rationale}`
}

/** The names of the fields that differ; each part's own id is the same. */
function changedFields(before: object, after: object): string[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((name) => name !== 'fingerprint' && json(old.get(name)) !== json(now.get(name)))
    .toSorted()
}

function printLines(context: CommandContext, sign: '+' | '-', texts: readonly string[], indent = 2): void {
  for (const [index, text] of texts.entries()) {
    for (const [part, line] of fit(text, context.width - indent - 4).entries()) {
      const start = index === 0 && part === 0 ? `${sign} ` : '    '
      say(context, ' '.repeat(indent) + painted(context, sign, start + line))
    }
  }
}

function printShort(context: CommandContext, sign: '+' | '-', text: string, indent = 2): void {
  say(
    context,
    ' '.repeat(indent) + painted(context, sign, `${sign} ${shorten(text, context.width - indent - 2)}`),
  )
}

function painted({ color }: CommandContext, sign: '+' | '-', text: string): string {
  const paint = new Chalk({ level: color ? 1 : 0 })
  return sign === '+' ? paint.green(text) : paint.red(text)
}

function json(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value)
}
