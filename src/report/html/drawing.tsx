import type { ComponentChildren } from 'preact'

/**
 * A drawing that is as wide as its place and as high as said: what is in it stands at percentages from left to right, so
 * that its texts keep their size on a narrow screen. `title` and `description` are what is read in its place.
 */
export function Drawing({
  id,
  title,
  description,
  heightPx,
  children,
}: {
  id: string
  title: string
  description: string
  heightPx: number
  children: ComponentChildren
}) {
  return (
    <svg
      class="drawing"
      role="img"
      aria-labelledby={`${id}-drawing ${id}-described`}
      width="100%"
      height={heightPx}
    >
      <title id={`${id}-drawing`}>{title}</title>
      <desc id={`${id}-described`}>{description}</desc>
      {children}
    </svg>
  )
}

/** A place between the left and the right edge, as SVG wants it: `12.5%`. */
export function percentX(place: number): string {
  return `${Number(place.toFixed(2))}%`
}
