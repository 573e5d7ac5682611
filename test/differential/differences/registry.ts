/** Differences of the registry. */
import type { Explained } from '../explained.ts'
import { at, takenHere } from './places.ts'

export const registry: Explained[] = [
  {
    mlflow: 'a version does not say of which logged model it is, nor in lists which aliases it has',
    here: 'it always says both',
    why: 'one request less for whoever follows it back',
    places: [
      ...at('*.model_id', 'absent', '"m-*"', 'model versions: *'),
      ...at('*.aliases', 'absent', '[*]', 'registered models: *'),
    ],
  },
  {
    mlflow: 'sources at other hosts (http, ftp, hdfs, abfss) are refused unless the server allows their scheme',
    here: 'taken',
    why: 'this server never opens them: clients do',
    places: takenHere('model versions: from the host: *'),
  },
  {
    mlflow: '`archive_existing_versions` must be a boolean of JSON',
    here: '`"true"` is one too',
    why: 'one way to read input',
    places: takenHere('model versions: archives others: true'),
  },
  {
    mlflow: 'clients that set one alias or tag at the same time are refused by the database, by chance',
    here: 'each is answered',
    why: 'setting the same again is fine',
    places: ['aliases', 'tags'].map((what) => ({
      ...{ steps: `registered models: eight ${what}`, field: 'outcome', mlflow: '*400 BAD_REQUEST*', bellwether: '*' },
      isRare: true,
    })),
  },
]
