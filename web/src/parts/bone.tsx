/** Skeletons: the place of what is still loading, in its final size. */

export function Bone({ width, height = 12 }: { width: number | string; height?: number }) {
  return <span className="bone" style={{ width, height }} />
}

export function BoneRows({ rows, columns }: { rows: number; columns: number }) {
  return Array.from({ length: rows }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: rows without an identity
    <tr key={row}>
      {Array.from({ length: columns }, (_, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells without an identity
        <td key={column}>
          <Bone width={column === 0 ? `${50 + ((row * 29) % 40)}%` : '50%'} />
        </td>
      ))}
    </tr>
  ))
}
