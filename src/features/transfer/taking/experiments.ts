/** Where an experiment of a source goes: where it went before, else to a place of its own. */
import type { Report } from '../contract/imports.ts'
import type { Source, SourceExperiment } from '../source.ts'
import type { OriginStore } from '../store/origins.ts'
import type { TakePorts } from './ports.ts'
import type { Tally } from './tally.ts'

interface Where {
  workspace: number
  origin: string
  /** Another name is found where the own one is taken. */
  suffixes: boolean
  /** Nothing is written. */
  isDry: boolean
  /** An experiment of the name that holds no run is taken; else one of its own is made. */
  joins: boolean
  /** One that was taken before is made as it is there now. */
  renews: boolean
}

class Undo extends Error {}

/** The host, or the last part of a path: short enough to stand behind a name. */
export function shortPlace({ kind, place }: Pick<Source, 'kind' | 'place'>): string {
  if (kind === 'server') return new URL(place).host
  return place.split(/[\\/]/).filter(Boolean).at(-1)?.slice(0, 60) ?? kind
}

/** The default one, which can never have its id here, comes last: else it would be given that of another. */
export async function inOrder(all: AsyncIterable<SourceExperiment>): Promise<SourceExperiment[]> {
  const found: SourceExperiment[] = []
  for await (const experiment of all) found.push(experiment)
  return found.sort((a, b) => Number(a.experiment_id === '0') - Number(b.experiment_id === '0'))
}

export const toTaken = (given: SourceExperiment) => ({
  ...{ id: given.experiment_id, name: given.name, deleted: given.deleted },
  createdMs: given.creation_time,
  updatedMs: given.last_update_time,
  tags: Object.fromEntries(given.tags.map(({ key, value }) => [key, value])),
})

export function experimentPlacer(track: TakePorts['track'], origins: OriginStore) {
  /** Its id here, or undefined where it is left. */
  return async (
    source: Source,
    given: SourceExperiment,
    { workspace, origin, suffixes, isDry, joins, renews }: Where,
    tally: Tally,
  ): Promise<{ id: string; how: Report['experiments'][number]['how'] } | undefined> => {
    const { experiment_id: source_id, name } = given
    const note = (id: string, here: string, how: 'made' | 'joined' | 'known') => {
      tally.place({ source_id, name, experiment_id: isDry ? null : id, here, how })
      return { id, how }
    }
    const known = await origins.find(workspace, origin, source_id)
    if (known !== undefined) {
      if (renews && !isDry) await track.take.renew(workspace, known, toTaken(given))
      return note(known, name, 'known')
    }
    let placed: { id: string; name: string; how: 'made' | 'joined' } | undefined
    await track.take
      .place(
        workspace,
        toTaken(given),
        { joins, suffix: suffixes ? shortPlace(source) : undefined },
        async (tx, found) => {
          placed = found
          if (isDry) throw new Undo()
          await origins.note(tx, workspace, origin, source_id, found.id)
        },
      )
      .catch((error: unknown) => {
        if (!(error instanceof Undo)) throw error
      })
    if (!placed) {
      tally.leave('experiments', 'another experiment has the name here, and on_clash says to leave it', name)
      return undefined
    }
    return note(placed.id, placed.name, placed.how)
  }
}
