import type { ComponentChildren } from 'preact'
import { Explained } from './remarks.tsx'

/** A figure with one plain sentence or more under it. */
export function Figure({
  name,
  sentences,
  children,
}: {
  /** What kind of figure it is, one word: the page's own tests and styles look for it. */
  name: string
  sentences: readonly string[]
  children: ComponentChildren
}) {
  return (
    <figure data-figure={name}>
      {children}
      <figcaption>
        {sentences.map((sentence) => (
          <p>
            <Explained text={sentence} />
          </p>
        ))}
      </figcaption>
    </figure>
  )
}

/** A section of the page with its heading; `level` 2 by default. */
export function Section({
  id,
  title,
  level = 2,
  children,
}: {
  id: string
  title: string
  level?: 2 | 3 | 4
  children: ComponentChildren
}) {
  const Heading = `h${level}` as const
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <Heading id={`${id}-title`}>{title}</Heading>
      {children}
    </section>
  )
}
