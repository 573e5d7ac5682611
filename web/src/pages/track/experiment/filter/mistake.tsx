/** A filter that is wrong, with a mark at the place that the message names. */
export function Mistake({ filter, error }: { filter: string; error: string }) {
  const at = Number(/position (\d+)/.exec(error)?.[1] ?? 0)
  return (
    <div className="mistake">
      {at > 0 && (
        <pre aria-hidden="true">
          {filter.slice(0, at - 1)}
          <mark>{filter.slice(at - 1, at) || ' '}</mark>
          {filter.slice(at)}
        </pre>
      )}
      <p>{error}</p>
    </div>
  )
}
