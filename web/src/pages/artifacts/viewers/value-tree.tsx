/** A tree of values that folds: what JSON and YAML say, level by level. */
import { useState } from 'react'
import { formatCount } from '../../../format/numbers.ts'
import { type Child, childrenOf, Digits, isBranch, type Value } from './tree-value.ts'

/** What is open at first. */
const OPEN_LEVELS = 2
const OPEN_AT_MOST = 30
const MOST_LETTERS = 2_000

export function ValueTree({ value }: { value: Value }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard
    <section className="value-tree" aria-label="Values" tabIndex={0}>
      {isBranch(value) ? <Children value={value} level={1} /> : <Leaf value={value} />}
    </section>
  )
}

function Children({ value, level }: { value: Value[] | { [key: string]: Value }; level: number }) {
  const children = childrenOf(value)
  if (!children.length) return <span className="low">{Array.isArray(value) ? 'no entries' : 'no keys'}</span>
  return (
    <ul>
      {children.map((child) => (
        <Branch key={child.name} child={child} level={level} />
      ))}
    </ul>
  )
}

function Branch({ child: { name, value, isStretch }, level }: { child: Child; level: number }) {
  const [isOpen, setOpen] = useState(
    !isStretch && level < OPEN_LEVELS && isBranch(value) && Object.keys(value).length <= OPEN_AT_MOST,
  )
  if (!isBranch(value))
    return (
      <li>
        <span className="key">{name}</span> <Leaf value={value} />
      </li>
    )
  const size = Object.keys(value).length
  return (
    <li>
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <i aria-hidden="true">{isOpen ? '▾' : '▸'}</i>
        <span className="key">{name}</span>{' '}
        <span className="low">
          {Array.isArray(value) ? `[${formatCount(size)}]` : isStretch ? '' : `{${formatCount(size)}}`}
        </span>
      </button>
      {isOpen && <Children value={value} level={level + 1} />}
    </li>
  )
}

function Leaf({ value }: { value: Value }) {
  if (value instanceof Digits) return <span className="digits">{value.source}</span>
  if (typeof value === 'string') return <Text text={value} />
  return <span className="word">{String(value)}</span>
}

function Text({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(text.length <= MOST_LETTERS)
  if (text === '') return <span className="low">empty</span>
  return (
    <span className="string">
      {isWhole ? text : `${text.slice(0, MOST_LETTERS)}…`}
      {!isWhole && (
        <button type="button" className="button small bare inline" onClick={() => setWhole(true)}>
          Show all {formatCount(text.length)} characters
        </button>
      )}
    </span>
  )
}
