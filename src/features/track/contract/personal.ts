/** Routes of personal data: which columns of data are about people, and which runs read them without saying why. */
import { Empty, Int64, route, Type } from '../../../lib/contract.ts'

/** The tag by which a run states what it reads personal data for. */
export const PURPOSE_TAG = 'bellwether.purpose'

const base = '/api/v1/data/personal'
const Name = Type.String({
  minLength: 1,
  maxLength: 500,
  description: 'the name of a dataset; all its versions are meant',
})
const Columns = Type.Array(Type.String({ minLength: 1, maxLength: 500 }))

const PersonalData = Type.Object({
  dataset: Name,
  columns: Columns,
  refuses: Type.Boolean({ description: 'whether runs without a purpose are refused to log it' }),
  changed_at: Int64({ description: 'milliseconds since 1970' }),
})

export const personal = {
  list: route(
    'track.listPersonalData',
    'GET',
    base,
    { policy: 'read', form: 'own', summary: 'Datasets with columns that are about people.' },
    Empty,
    Type.Object({ datasets: Type.Array(PersonalData) }),
  ),
  set: route(
    'track.setPersonalData',
    'PUT',
    base,
    {
      policy: 'write',
      form: 'own',
      summary: 'Say which columns of a dataset are about people; none of them takes the dataset off the list.',
      events: ['personal-data.tagged', 'personal-data.untagged'],
    },
    Type.Object({
      dataset: Name,
      columns: Columns,
      refuses: Type.Optional(Type.Boolean({ description: 'refuse runs without a purpose; as before where absent' })),
    }),
    Type.Object({ datasets: Type.Array(PersonalData) }),
  ),
  runs: route(
    'track.listRunsWithoutPurpose',
    'GET',
    `${base}/runs`,
    { policy: 'read', form: 'own', summary: 'Runs that read personal data and do not say why, the newest first.' },
    Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })) }),
    Type.Object({
      runs: Type.Array(
        Type.Object({
          run_id: Type.String(),
          name: Type.String(),
          started_at: Type.Union([Int64(), Type.Null()]),
          dataset: Type.String(),
          digest: Type.String(),
          columns: Columns,
        }),
      ),
      has_more: Type.Boolean(),
    }),
  ),
}
