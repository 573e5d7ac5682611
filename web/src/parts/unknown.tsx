/** What is not known: hatched, with the words how to make it known. */

export function Unknown({ why }: { why?: string }) {
  return (
    <span className="unknown" title={why ?? 'unknown'}>
      <span aria-hidden="true">—</span>
      <span className="seen-by-readers">unknown</span>
    </span>
  )
}
