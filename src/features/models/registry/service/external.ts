/** Models that others made and whose files are elsewhere: registered with where they are, their licence and their hash. */
import type { Input } from '../../../../lib/contract.ts'
import { invalid } from '../../../../lib/failure.ts'
import type { registered as contract } from '../../contract/own.ts'
import type { Actor } from '../../service.ts'
import { checkDescription, checkName, readTags } from '../limits.ts'
import { checkSource, checkWhole, isLocal, isOurs, schemeOf, wrongSource } from '../source.ts'
import type { NamedVersion } from '../store/versions.ts'
import type { Parts, RegisteredService } from './models.ts'
import type { VersionService } from './versions.ts'

/** SPDX ids, joined by AND, OR and WITH where there are several. */
const LICENCE = /^\(*[A-Za-z0-9][\w.+-]*\)*( (AND|OR|WITH) \(*[A-Za-z0-9][\w.+-]*\)*)*$/

/** What says that nobody looked. */
const NONE = ['NOASSERTION', 'NONE', 'UNKNOWN']

function checkLicence(licence: string): string {
  if (NONE.includes(licence.toUpperCase()))
    throw invalid(`Invalid value '${licence}' for parameter 'licence': find out under which licence it may be used.`)
  if (LICENCE.test(licence)) return licence
  throw invalid(
    `Invalid value '${licence}' for parameter 'licence': write an SPDX id such as Apache-2.0, or LicenseRef- and a name.`,
  )
}

function checkSha256(text: string): string {
  const hex = text.toLowerCase().replace(/^sha256:/, '')
  if (/^[0-9a-f]{64}$/.test(hex)) return hex
  throw invalid("Invalid value for parameter 'sha256': it must be 64 hexadecimal digits.")
}

function checkElsewhere(given: string): string {
  const source = checkSource(given.trim())
  if (isLocal(source) || isOurs(source) || ['runs', 'models'].includes(schemeOf(source)))
    throw wrongSource(source, 'write a URL of another place, such as hf://org/name@revision or https://…')
  // hf://org/name has its first part where others have a host.
  checkWhole(source.replace(/^hf:\/\//i, 'hf:/'))
  return source
}

export function externalService(
  { db }: Pick<Parts, 'db'>,
  models: Pick<RegisteredService, 'make'>,
  versions: Pick<VersionService, 'add'>,
) {
  return async (actor: Actor, input: Input<typeof contract.registerExternal>): Promise<NamedVersion> => {
    const name = checkName(input.name)
    const source = checkElsewhere(input.source)
    const made = {
      external: { licence: checkLicence(input.licence), sha256: checkSha256(input.sha256) },
      tags: readTags(Object.entries(input.tags ?? {}).map(([key, value]) => ({ key, value }))),
      description: checkDescription(input.description),
      runLink: null,
    }
    const origin = { source, location: source, root: null, runId: null, modelId: null, from: [] }
    return db.transaction().execute(async (tx) => {
      await models.make(tx, actor, name, {}, null)
      return versions.add(tx, actor, name, origin, made)
    })
  }
}

export type RegisterExternal = ReturnType<typeof externalService>
