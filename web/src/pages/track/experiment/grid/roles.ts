/** Elements of a table that are placed by hand lose what they mean to screen readers: here it is given back. */
export const ROLE = {
  grid: { role: 'grid' },
  rows: { role: 'rowgroup' },
  row: { role: 'row' },
  cell: { role: 'gridcell' },
  ofRow: { role: 'rowheader' },
  ofColumn: { role: 'columnheader' },
} as const
