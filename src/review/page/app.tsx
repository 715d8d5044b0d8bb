import { useCallback, useMemo, useState } from 'preact/hooks'
import type { ReviewSession } from '../api.ts'
import { Visible } from './content/visible.tsx'
import { MemoryPage } from './memory/memory-page.tsx'
import { failureText } from './parts/client.ts'
import { Header } from './parts/header.tsx'
import { Help } from './parts/help.tsx'
import { keyTable } from './parts/keys.ts'
import { Alarm, Announcement } from './parts/notice.tsx'
import { useKept } from './parts/storage.ts'
import { useAnnotator } from './parts/use-annotator.ts'
import { useAnswer } from './parts/use-answer.ts'
import { useKeys } from './parts/use-keys.ts'
import { ReviewPage } from './review-page.tsx'

/** The whole page, once the server has said what there is to review. */
export function App() {
  const { answer, error, reload } = useAnswer<ReviewSession>('/api/session', {})
  if (answer !== undefined) return <Session session={answer} />
  if (error === undefined) return <p class="empty">Reading the run …</p>
  return (
    <Alarm action="Try again" onAction={reload}>
      {failureText(error)}
    </Alarm>
  )
}

function Session({ session }: { session: ReviewSession }) {
  const [tab, changeTab] = useKept<'samples' | 'memory'>('tab', 'tab', 'samples')
  const [judgeKey, changeJudge] = useKept('tab', 'judge', session.judges[0]?.key ?? '')
  const [wantsBlind, changeBlind] = useKept('tab', 'blind', session.blind)
  const [keysAreOn, changeKeys] = useKept('browser', 'keys', true)
  const [annotator, setAnnotator] = useAnnotator(session.annotator)
  const [isHelpOpen, setHelpOpen] = useState(false)
  const [opened, setOpened] = useState<string | undefined>(undefined)
  const [said, setSaid] = useState({ text: '', round: 0 })
  const announce = useCallback((text: string) => setSaid(({ round }) => ({ text, round: round + 1 })), [])

  const judge = session.judges.find(({ key }) => key === judgeKey) ?? session.judges[0]
  const isBlind = session.blind || wantsBlind
  const keys = useMemo(() => keyTable(judge?.keys ?? []), [judge])
  const switchBlind = () => {
    if (session.blind) return announce('The page was started blind and stays so.')
    announce(isBlind ? 'Verdicts and truth are shown.' : 'Blind: verdicts and truth are hidden.')
    return changeBlind(() => !isBlind)
  }
  useKeys((key) => {
    const command = keys.commands.find((one) => one.keys.includes(key))?.command
    if (!keysAreOn && command !== 'help') return false
    if (tab === 'samples' && keys.values.some((one) => one.keys.includes(key))) return false
    if (command === 'help') setHelpOpen(true)
    else if (command === 'memory') changeTab((before) => (before === 'memory' ? 'samples' : 'memory'))
    else if (command === 'blind') switchBlind()
    else return false
    return true
  })

  if (judge === undefined) return <p class="empty">The run has no judge with align rows to look at.</p>
  return (
    <>
      <Header
        session={session}
        tab={tab}
        onTab={(tab) => changeTab(() => tab)}
        annotator={annotator}
        onAnnotator={setAnnotator}
        isBlind={isBlind}
        onBlind={switchBlind}
        onHelp={() => setHelpOpen(true)}
      />
      {session.run.partial.length > 0 && (
        <p class="run-note">
          Part of a run: <Visible text={session.run.partial.join('; ')} />
        </p>
      )}
      {tab === 'samples' ? (
        <ReviewPage
          // Another judge, person or mode starts anew, so that nothing of the one before is left on the screen.
          key={JSON.stringify([judge.key, annotator, isBlind])}
          session={session}
          judge={judge}
          annotator={annotator}
          isBlind={isBlind}
          announce={announce}
          onJudge={(key) => changeJudge(() => key)}
          keys={keys}
          keysAreOn={keysAreOn}
          opened={opened}
          onOpened={() => setOpened(undefined)}
        />
      ) : isBlind ? (
        <p class="empty">Blind: the memory is hidden, for it holds what people said of samples.</p>
      ) : (
        <MemoryPage
          key={judge.key}
          session={session}
          judge={judge}
          annotator={annotator}
          onJudge={(key) => changeJudge(() => key)}
          keysAreOn={keysAreOn}
          announce={announce}
          onOpen={(sampleId) => {
            setOpened(sampleId)
            changeTab(() => 'samples')
          }}
        />
      )}
      {isHelpOpen && (
        <Help
          keys={keys}
          areOn={keysAreOn}
          onSwitch={(areOn) => changeKeys(() => areOn)}
          onClose={() => setHelpOpen(false)}
        />
      )}
      <Announcement text={said.text} round={said.round} />
    </>
  )
}
