/** Adds a condition by choosing: a key, how to compare, a value. */
import { Popover } from '@mantine/core'
import '@mantine/core/styles/Popover.css'
import { type FormEvent, useState } from 'react'
import { middleCut } from '../../../../format/names.ts'
import type { Keys } from '../columns.ts'
import { KeyList } from '../key-list.tsx'
import { isNumberKey, keyOptions, operatorsOf, writeValue } from './options.ts'
import { useValues } from './use-values.ts'

interface AddConditionOf {
  experimentId: string
  keys: Keys | undefined
  onAdd: (part: string) => void
}

export function AddCondition({ experimentId, keys, onAdd }: AddConditionOf) {
  const [isOpen, setOpen] = useState(false)
  const [key, setKey] = useState<string>()
  const close = (): void => {
    setOpen(false)
    setKey(undefined)
  }
  return (
    <Popover
      opened={isOpen}
      onChange={(open) => (open ? setOpen(true) : close())}
      position="bottom-start"
      offset={4}
      width={320}
      trapFocus
      returnFocus
      shadow="none"
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button type="button" className="button small bare" onClick={() => setOpen(!isOpen)}>
          <span aria-hidden="true">+</span>
          <span className="wide">Condition</span>
          <span className="seen-by-readers">Add a condition</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className="picker" aria-label="Add a condition">
        {key === undefined ? (
          <KeyList
            options={keyOptions(keys)}
            chosen={[]}
            isMany={false}
            label="On which key"
            placeholder="Find a metric, param, tag or attribute"
            onChoose={setKey}
          />
        ) : (
          <ConditionForm
            experimentId={experimentId}
            keys={keys}
            id={key}
            onBack={() => setKey(undefined)}
            onAdd={(part) => {
              close()
              onAdd(part)
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

interface ConditionFormOf extends AddConditionOf {
  /** The key as a filter writes it. */
  id: string
  onBack: () => void
}

/** LIKE and RLIKE are for those who type; the others are said in words. */
const WORDS: Record<string, string> = {
  '=': 'is',
  '!=': 'is not',
  '>': 'is greater than',
  '<': 'is less than',
  '>=': 'is at least',
  '<=': 'is at most',
  ILIKE: 'contains',
  'IS NULL': 'is missing',
  'IS NOT NULL': 'is there',
}

function ConditionForm({ experimentId, keys, id, onBack, onAdd }: ConditionFormOf) {
  const operators = operatorsOf(id, keys).filter((each) => WORDS[each])
  const [operator, setOperator] = useState(operators[0]!)
  const [value, setValue] = useState('')
  const values = useValues(experimentId, id)
  const needsValue = !operator.startsWith('IS')
  const isNumber = isNumberKey(id, keys)
  const isWrong = isNumber && needsValue && value !== '' && Number.isNaN(Number(value))
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (!needsValue) onAdd(`${id} ${operator}`)
    else if (operator === 'ILIKE') onAdd(`${id} ILIKE ${writeValue(id, operator, `%${value}%`)}`)
    else onAdd(`${id} ${operator} ${writeValue(id, operator, value)}`)
  }
  return (
    <form className="condition-form" onSubmit={submit}>
      <button type="button" className="button small bare" onClick={onBack} title="Choose another key">
        <span className="mono">{middleCut(id, 36)}</span>
      </button>
      <select
        className="field"
        aria-label="How to compare"
        value={operator}
        onChange={({ target }) => setOperator(target.value)}
        data-autofocus
      >
        {operators.map((each) => (
          <option key={each} value={each}>
            {WORDS[each]}
          </option>
        ))}
      </select>
      {needsValue && (
        <>
          <input
            className="field"
            list="condition-values"
            aria-label="Value"
            aria-invalid={isWrong}
            placeholder={values?.least != null ? `${values.least} to ${values.greatest}` : 'value'}
            value={value}
            onChange={({ target }) => setValue(target.value)}
          />
          <datalist id="condition-values">
            {values?.values.slice(0, 200).map((each) => (
              <option key={each.value} value={each.value}>
                {each.runs} runs
              </option>
            ))}
          </datalist>
          {isWrong && <p className="mistake">This key holds numbers: write one, such as 0.5.</p>}
        </>
      )}
      <button type="submit" className="button go" disabled={needsValue && (value === '' || isWrong)}>
        Add the condition
      </button>
    </form>
  )
}
