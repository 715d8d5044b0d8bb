import { dropIndex, loadMemory, openRecall, verifyMemory, type MemoryCheck } from '../../memory/index.ts'
import { say, type CommandContext } from '../context.ts'
import { fit } from '../fit.ts'
import { chooseMemory, findChosen, noMemory, onlyVersions, type MemoryFlags } from './choice.ts'
import { count } from '../count.ts'
import { print } from './print.ts'

/** `memory verify`: checks all files of all memories, or of those that the flags name; ends with 3 for damage. */
export async function verify(flags: MemoryFlags, context: CommandContext): Promise<void> {
  const found = await findChosen(flags, context)
  if (found.length === 0) throw noMemory()
  const notices = new Set<string>()
  const outcomes: { judge: string; folder: string; checks: MemoryCheck[] }[] = []
  for (const { judge, folder, shown } of found) {
    const checks = await verifyMemory(folder, { notify: (notice) => notices.add(notice) })
    outcomes.push({ judge, folder: shown, checks: checks.map((check) => withoutRoot(check, context)) })
  }
  const damaged = outcomes.flatMap(({ checks }) => checks).filter(({ state }) => state === 'damaged')
  if (damaged.length > 0) context.exit(3)
  if (flags.json) return say(context, JSON.stringify(outcomes, null, 2))
  for (const notice of notices) print(context, notice)
  for (const { judge, folder, checks } of outcomes) {
    print(context, `${judge} ${folder}`)
    for (const { file, state, detail } of checks) {
      for (const [index, line] of fit(detail, context.width - 28).entries()) {
        const start = index === 0 ? `${file.padEnd(13)} ${state}` : ''
        say(context, `  ${start.padEnd(25)} ${line}`)
      }
    }
  }
  if (damaged.length > 0) {
    print(
      context,
      'Nothing damaged is used. Take it from git (git checkout), or, where memory.json itself is damaged, remove that file and bring a version back: npx vitest-judge memory rollback <id>.',
    )
  }
}

/** `memory rebuild`: makes the index on disk anew. */
export async function rebuild(flags: MemoryFlags, context: CommandContext): Promise<void> {
  const chosen = await chooseMemory(flags, context)
  const { judge, folder, shown } = chosen
  const stored = await loadMemory(folder)
  if (stored === undefined) throw onlyVersions(chosen)
  await dropIndex(folder)
  const start = context.clock()
  const recall = await openRecall(stored, {
    cache: { folder },
    notify: (notice) => notify(notice, flags, context),
  })
  const seconds = (context.clock() - start) / 1000
  const again = await openRecall(stored, { cache: { folder } })
  const vectors = stored.table.vectors.size
  const facts = { judge, folder: shown, vectors, engine: recall.engine, isOnDisk: again.isFromDisk, seconds }
  if (flags.json) return say(context, JSON.stringify(facts, null, 2))
  const kept = again.isFromDisk ? 'and is kept on disk' : 'and is not kept on disk'
  print(
    context,
    recall.engine === 'exact'
      ? `${judge}: ${count(vectors, 'vector')}, all looked at in each search; there is no index.`
      : `${judge}: the index of ${count(vectors, 'vector')} was made in ${seconds.toFixed(1)} s ${kept}${again.isFromDisk ? '' : ': so few take less than half a second'}.`,
  )
}

function withoutRoot(check: MemoryCheck, { root }: CommandContext): MemoryCheck {
  return { ...check, detail: check.detail.replaceAll(`${root}/`, '') }
}

function notify(notice: string, { json }: MemoryFlags, context: CommandContext): void {
  if (json !== true) print(context, notice)
}
