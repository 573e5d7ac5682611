/** Specialisations: the reader ticks their own, which is saved, and sees who declared which and what nobody did. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { workspaces } from '../../../../../src/features/access/contract/workspaces.ts'
import { specialisations } from '../../../../../src/features/handbook/contract/specialisations.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { call } from '../../../api.ts'
import { useMay } from '../../../parts/may.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Unknown } from '../../../parts/unknown.tsx'
import { Refs } from '../lines/refs.tsx'
import { inWords } from '../words.ts'
import { HIDDEN, SAVED } from './words.ts'

export type Specialisations = Reply<typeof specialisations.list>

const KEY = ['handbook', 'specialisations']

export const useSpecialisations = () =>
  useQuery({ queryKey: KEY, queryFn: ({ signal }) => call(specialisations.list, {}, signal) })

/** A tick stands at once; ticks are saved one after the other, and who covers what is read again after the last. */
function useDeclare(saved: string[]) {
  const client = useQueryClient()
  const [ticked, setTicked] = useState<string[]>()
  const { mutate, error } = useMutation({
    mutationKey: KEY,
    scope: { id: KEY.join(' ') },
    mutationFn: (ids: string[]) => call(workspaces.choose, { specialisations: ids }),
    onSettled: async () => {
      if (client.isMutating({ mutationKey: KEY }) > 1) return
      await client.invalidateQueries({ queryKey: KEY })
      if (client.isMutating({ mutationKey: KEY }) <= 1) setTicked(undefined)
    },
  })
  const declare = (ids: string[]): void => {
    setTicked(ids)
    mutate(ids)
  }
  return { yours: ticked ?? saved, declare, error }
}

export function Specialisations({ all }: { all: Specialisations }) {
  const { yours, declare, error } = useDeclare(all.yours)
  const maySee = useMay('people')
  const open = all.specialisations.filter(({ declared_by }) => declared_by.length === 0)
  const toggle = (id: string): void =>
    declare(yours.includes(id) ? yours.filter((each) => each !== id) : [...yours, id])
  return (
    <section id="specialisations" aria-label="Specialisations" className="specialisations">
      <h2>
        Specialisations <small className="num">{all.specialisations.length}</small>
      </h2>
      <p className="low">{SAVED}</p>
      {error && <Problem error={error} />}
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Mine</th>
            <th scope="col">Specialisation</th>
            <th scope="col">Declared by</th>
            <th scope="col" className="n wide">
              Roles
            </th>
            <th scope="col" className="wide">
              Reference
            </th>
          </tr>
        </thead>
        <tbody>
          {all.specialisations.map(({ id, name, refs, roles, declared_by }) => (
            <tr key={id}>
              <td>
                <input
                  type="checkbox"
                  aria-label={`Mine: ${name}`}
                  checked={yours.includes(id)}
                  onChange={() => toggle(id)}
                />
              </td>
              <th scope="row">{name}</th>
              <td className={declared_by.length ? '' : 'low'}>
                {declared_by.map((each) => each.name).join(', ') || (maySee ? 'nobody' : <Unknown why={HIDDEN} />)}
              </td>
              <td className="n wide" title={roles.map((role) => role.name).join(', ')}>
                {roles.length}
              </td>
              <td className="wide">
                <Refs id={id} refs={refs.slice(0, 2)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="low">
        {maySee
          ? open.length
            ? `${inWords(open.length, 'specialisation has', 'specialisations have')} nobody here.`
            : 'Each has somebody here.'
          : HIDDEN}{' '}
        Who covers what some work needs: <code>bw handbook specialisations --suggest nlp mlops</code>
      </p>
    </section>
  )
}
