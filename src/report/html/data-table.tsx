import type { Table, TableRow } from '../table.ts'

/** Up to this many characters a cell stands on one line. */
const shortest = 30

/** A table of figures with a caption, in a frame that scrolls where the page is too narrow for it. */
export function DataTable({ table: { title, columns, rows }, caption }: { table: Table; caption: string }) {
  return (
    <div class="scroll" role="group" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            {columns.map(({ heading, align }) =>
              heading === '' ? (
                <td />
              ) : (
                <th scope="col" class={align}>
                  {heading}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr class={row.tone}>
              <th scope="row">{row.name}</th>
              <Cells row={row} columns={columns} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Cells({ row: { content }, columns }: { row: TableRow; columns: Table['columns'] }) {
  if (typeof content === 'string') {
    return (
      <td colSpan={columns.length} class="quiet">
        {content}
      </td>
    )
  }
  return (
    <>
      {content.map(({ text, tone }, place) => (
        <td
          class={`${columns[place]?.align ?? 'left'} ${tone}${text.length <= shortest ? ' short' : ' long'}`}
        >
          {text}
        </td>
      ))}
    </>
  )
}
