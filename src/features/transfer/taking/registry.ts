/** The registry of a source: models by name, each with its versions. */
import type { Source, SourceModel, SourceVersion } from '../source.ts'
import type { ModelOrigins } from '../store/models.ts'
import { shortPlace } from './experiments.ts'
import type { Actor, TakePorts } from './ports.ts'
import type { Tally } from './tally.ts'

interface How {
  origin: string
  suffixes: boolean
  isDry: boolean
  tally: Tally
  signal: AbortSignal
  /** What is as it was when it was last taken is passed over. */
  isNews?: (name: string, what: unknown) => boolean
}

const inOrder = (all: SourceVersion[]): SourceVersion[] => all.toSorted((a, b) => Number(a.version) - Number(b.version))

export function registryWork(ports: TakePorts, origins: ModelOrigins) {
  async function takeModel(actor: Actor, source: Source, model: SourceModel, how: How): Promise<void> {
    const { origin, suffixes, isDry, tally } = how
    const versions: SourceVersion[] = []
    for await (const page of source.versions(model.name)) versions.push(...page)
    tally.at('models', model.name)
    if (how.isNews?.(model.name, { model, versions }) === false) return
    if (isDry) {
      tally.add('models', 1)
      return tally.add('versions', versions.length)
    }
    const { workspace } = actor
    const known = await origins.find(workspace, origin, model.name)
    const where = { known, suffix: suffixes ? shortPlace(source) : undefined }
    const placed = await ports.models.take.registered(actor, model, inOrder(versions), where, (tx, id) =>
      origins.note(tx, workspace, origin, model.name, id),
    )
    if (!placed)
      return tally.leave('models', 'another model has the name here, and on_clash says to leave it', model.name)
    tally.add('models', placed.isNew ? 1 : 0, placed.isNew ? 0 : 1)
    tally.add('versions', placed.fresh.length, versions.length - placed.fresh.length)
    for (const { version, why } of placed.elsewhere) tally.leave('files of versions', why, `${model.name} v${version}`)
  }

  return async (actor: Actor, source: Source, how: How): Promise<void> => {
    for await (const page of source.models())
      for (const model of page) {
        how.signal.throwIfAborted()
        await takeModel(actor, source, model, how)
      }
  }
}
