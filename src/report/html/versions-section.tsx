import { percent } from '../../agreement/index.ts'
import { count, formatCount, points, signedPoints } from '../format.ts'
import { cell, type Table } from '../table.ts'
import { DataTable } from './data-table.tsx'
import { Figure } from './figure.tsx'
import type { MemoryFact, MemoryVersion, VersionEffect } from './options.ts'
import { ProgressChart } from './progress-chart.tsx'
import { Legend } from './symbols.tsx'

/** What each version of a judge's memory did on held-out rows, as far as runs on disk and its calibration tell. */
export function Versions({ fact: { judge, versions }, id }: { fact: MemoryFact; id: string }) {
  if (versions.length === 0) {
    return <p>{`${judge}: no version of its memory is kept on disk, so nothing is known of earlier ones.`}</p>
  }
  const known = versions.filter(({ effect }) => effect !== undefined)
  const unknown = versions.length - known.length
  const sentences = [
    'how the accuracy went as the memory grew: each version on the held-out rows of the last complete run on disk that used it, or as the calibration file keeps it. Versions measured on other rows, or with another model, are no fair comparison; compare holds two runs against each other on the same rows.',
    ...(unknown > 0
      ? [
          `${count(unknown, 'version')} of ${versions.length}: neither a run on disk nor the calibration has measured ${unknown === 1 ? 'it' : 'them'}, so nothing is shown of what ${unknown === 1 ? 'it' : 'they'} did.`,
        ]
      : []),
  ]
  return (
    <Figure name="versions" sentences={sentences}>
      <h4>{judge}</h4>
      {known.length > 0 && (
        <>
          <Legend
            entries={[
              [
                'estimate',
                `accuracy with the memory, with its 95 % interval${known.some(isDoubtful) ? '; hollow: measured otherwise than in this run' : ''}`,
              ],
              ['baseline', 'the judge without it, on the same rows'],
            ]}
          />
          <ProgressChart
            id={id}
            title={`Accuracy of ${judge} by version of its memory`}
            points={versions.map((version) => ({
              name: `${version.number}: ${version.guidelines} + ${version.episodes}`,
              isFaint: isDoubtful(version),
              ...(version.effect !== undefined && {
                figures: {
                  at: version.effect.accuracy,
                  low: version.effect.low,
                  high: version.effect.high,
                },
              }),
              ...(version.effect?.base !== undefined && { baseline: version.effect.base.accuracy }),
            }))}
          />
          <p class="cut">number of the version: guidelines + examples</p>
        </>
      )}
      <DataTable table={versionTable(versions)} caption={`${judge}: versions of its memory, oldest first`} />
    </Figure>
  )
}

/** In which ways a version was measured otherwise than the run of the page. */
function doubtsOf({ offline, others }: VersionEffect): string[] {
  return [...(offline ? ['offline'] : []), ...others.map((what) => `other ${what}`)]
}

function isDoubtful({ effect }: MemoryVersion): boolean {
  return effect !== undefined && doubtsOf(effect).length > 0
}

function versionTable(versions: readonly MemoryVersion[]): Table {
  return {
    title: 'version',
    columns: [
      { heading: 'installed', align: 'left' },
      { heading: 'guidelines', align: 'right' },
      { heading: 'examples', align: 'right' },
      { heading: 'rows', align: 'right' },
      { heading: 'accuracy', align: 'right' },
      { heading: '95 % interval', align: 'left' },
      { heading: 'points over base', align: 'left' },
      { heading: '', align: 'left' },
      { heading: 'run', align: 'left' },
    ],
    rows: versions.map(({ id, number, time, guidelines, episodes, isUsed, effect }) => ({
      name: `${number} · ${id}`,
      tone: isUsed ? 'strong' : 'plain',
      content: [
        cell(time.slice(0, 10)),
        cell(String(guidelines)),
        cell(String(episodes)),
        ...(effect === undefined
          ? ['', '–', '', '', isUsed ? 'of this run' : '', 'no run on disk']
          : [
              formatCount(effect.rows),
              percent(effect.accuracy),
              `[${points(effect.low)}, ${points(effect.high)}]`,
              effect.base === undefined
                ? '–'
                : `${signedPoints(effect.base.difference)} [${points(effect.base.low)}, ${points(effect.base.high)}]`,
              [...(isUsed ? ['of this run'] : []), ...doubtsOf(effect)].join(', '),
              `${effect.run}${effect.from === 'calibration' ? ' (calibration)' : ''}`,
            ]
        ).map((text) => cell(text)),
      ],
    })),
  }
}
