/** What is in the files of a version: read once when it is registered, or said why not. */
import { Failure } from '../../../../lib/failure.ts'
import { type Card, readCard } from '../../../../lib/model-card.ts'
import type { ArtifactPort } from '../../routes.ts'
import type { ModelContentsTable } from '../../tables.ts'
import { LIMITS, parseMlmodel, parseRequirements } from '../mlmodel.ts'

/** What is kept of them. */
export type KnownContents = Omit<ModelContentsTable, 'version' | 'workspace_id' | 'read_ms'>

const NOTHING: KnownContents = {
  problem: null,
  flavors: {},
  signature: null,
  requirements: [],
  facts: {},
  card: null,
  files: null,
  bytes: null,
}

export const unknownContents = (problem: string | null): KnownContents => ({ ...NOTHING, problem })

/** Where a card stands: beside a model, and where MLflow's transformers flavour writes it. */
const CARDS = ['README.md', 'model_card_data.yaml', 'model_card.md']

export function contentsService(artifacts: ArtifactPort) {
  async function readText(workspace: number, root: string, name: string): Promise<string> {
    const file = await artifacts.read(workspace, root, name, LIMITS.bytes)
    if (!file) throw new Failure('RESOURCE_DOES_NOT_EXIST', `There is no ${name} file among its files.`)
    if (file.text === undefined)
      throw new Failure(
        'INVALID_PARAMETER_VALUE',
        `Its ${name} file has ${file.size} bytes, more than ${LIMITS.bytes}: it was not read.`,
      )
    return file.text
  }

  async function findCard(workspace: number, root: string): Promise<Card | null> {
    for (const name of CARDS) {
      const file = await artifacts.read(workspace, root, name, LIMITS.bytes)
      const card = file?.text === undefined ? undefined : readCard(file.text)
      if (card) return card
    }
    return null
  }

  /** Never throws: what cannot be read is told, and stands in nobody's way. */
  return async (workspace: number, root: string): Promise<KnownContents> => {
    let known = NOTHING
    try {
      known = { ...known, ...(await artifacts.count(workspace, root)), card: await findCard(workspace, root) }
      known = { ...known, ...parseMlmodel(await readText(workspace, root, 'MLmodel')) }
      const file = await artifacts.read(workspace, root, 'requirements.txt', LIMITS.bytes)
      return { ...known, requirements: parseRequirements(file?.text ?? '') }
    } catch (error) {
      return { ...known, problem: error instanceof Failure ? error.message : 'Its files could not be read.' }
    }
  }
}

export type ReadContents = ReturnType<typeof contentsService>
