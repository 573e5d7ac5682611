/** Wire shapes that several routes of the registry share; names and meanings are MLflow's. */
import { Int64, OneOf, Type } from '../../../lib/contract.ts'

export const read = (summary: string) => ({ policy: 'read', form: 'mlflow', summary }) as const
export const write = (summary: string) => ({ policy: 'write', form: 'mlflow', summary }) as const
export const maintain = (summary: string) => ({ policy: 'maintain', form: 'mlflow', summary }) as const

const Pair = Type.Object({ key: Type.String(), value: Type.Optional(Type.String()) })
export const Pairs = Type.Optional(Type.Array(Pair))

/** Given up by MLflow, and still in use; as they are called, in any case. */
export const STAGES = ['None', 'Staging', 'Production', 'Archived'] as const
export type Stage = (typeof STAGES)[number]

export const Version = Type.Object({
  name: Type.String(),
  version: Type.String({ description: 'a number, as text' }),
  creation_timestamp: Int64({ description: 'milliseconds since 1970' }),
  last_updated_timestamp: Int64({ description: 'milliseconds since 1970' }),
  current_stage: OneOf(STAGES),
  description: Type.Optional(Type.String()),
  source: Type.String({ description: 'what was registered' }),
  run_id: Type.String(),
  run_link: Type.String(),
  status: OneOf(['READY']),
  model_id: Type.Optional(Type.String({ description: 'the logged model that was registered' })),
  tags: Pairs,
  aliases: Type.Optional(Type.Array(Type.String())),
})
export const OneVersion = Type.Object({ model_version: Version })

export const Registered = Type.Object({
  name: Type.String(),
  creation_timestamp: Int64({ description: 'milliseconds since 1970' }),
  last_updated_timestamp: Int64({ description: 'milliseconds since 1970' }),
  description: Type.Optional(Type.String()),
  latest_versions: Type.Optional(Type.Array(Version, { description: 'the newest in each stage' })),
  tags: Pairs,
  aliases: Type.Optional(Type.Array(Type.Object({ alias: Type.String(), version: Type.String() }))),
})
export const One = Type.Object({ registered_model: Registered })
