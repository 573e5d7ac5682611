/** Params of a run: nested keys as a tree, found by key or value. */
import { useMemo, useState } from 'react'
import { middleCut } from '../../../format/names.ts'
import { formatCount } from '../../../format/numbers.ts'
import { CopyButton } from '../../../parts/copy.tsx'
import { Section } from '../../../parts/section.tsx'
import { type KeyBranch, type KeyRow, rowsOf, toKeyTree } from './key-tree.ts'

const FEW = 12
/** Up to here all branches are open at first. */
const OPEN_ALL = 30

export function ParamsSection({ params }: { params: Record<string, string> }) {
  const [search, setSearch] = useState('')
  const [isWhole, setWhole] = useState(false)
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const keys = useMemo(() => Object.keys(params).sort((a, b) => a.localeCompare(b, 'en', { numeric: true })), [params])
  const tree = useMemo(() => toKeyTree(keys), [keys])
  const isUsuallyOpen = keys.length <= OPEN_ALL
  const isOpen = ({ path }: KeyBranch): boolean => toggled.has(path) !== isUsuallyOpen
  const wanted = search.toLowerCase()
  const rows: KeyRow[] = wanted
    ? keys
        .filter((key) => key.toLowerCase().includes(wanted) || params[key]!.toLowerCase().includes(wanted))
        .map((key) => ({ node: { kind: 'leaf', name: key, key }, depth: 0 }))
    : rowsOf(tree, isOpen)
  const shown = isWhole || rows.length <= FEW + 3 ? rows : rows.slice(0, FEW)
  const onToggle = (path: string): void => {
    const next = new Set(toggled)
    if (!next.delete(path)) next.add(path)
    setToggled(next)
    setWhole(true)
  }
  return (
    <Section
      title="Params"
      id="params"
      note={formatCount(keys.length)}
      action={
        keys.length > 0 && (
          <CopyButton text={JSON.stringify(params, null, 2)} label="Copy as JSON" className="button small bare" />
        )
      }
    >
      {keys.length === 0 && <p className="low">This run has logged no params.</p>}
      {keys.length > FEW && (
        <input
          className="field small find-in"
          type="search"
          placeholder={`Find in ${formatCount(keys.length)} params`}
          aria-label="Find in params"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
      )}
      <table className="table dense pairs params">
        <tbody>
          {shown.map(({ node, depth }) => {
            const indent = { paddingLeft: 8 + depth * 16 }
            if (node.kind === 'branch')
              return (
                <tr key={`${node.path}.`}>
                  <th scope="row" colSpan={2} style={indent}>
                    <button
                      type="button"
                      className="param-branch"
                      aria-expanded={isOpen(node)}
                      onClick={() => onToggle(node.path)}
                    >
                      <i aria-hidden="true">{isOpen(node) ? '▾' : '▸'}</i>
                      {middleCut(node.name, 60)} <small>{formatCount(node.count)}</small>
                    </button>
                  </th>
                </tr>
              )
            return (
              <tr key={node.key}>
                <th scope="row" title={node.key} style={indent}>
                  {middleCut(node.name, 60)}
                </th>
                <td title={params[node.key]!.length > 200 ? params[node.key] : undefined}>
                  <span className="param-value">
                    {params[node.key] === '' ? <span className="low">empty</span> : params[node.key]}
                  </span>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {wanted && rows.length === 0 && <p className="low">No param has this in its key or its value.</p>}
      {shown.length < rows.length && (
        <button type="button" className="button small bare more" onClick={() => setWhole(true)}>
          Show all {formatCount(rows.length)}
        </button>
      )}
    </Section>
  )
}
