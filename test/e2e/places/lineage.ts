/** Pages of lineage. */
import type { Seeded } from '../seed.ts'
import type { Place } from './place.ts'

export const lineagePlaces = (ids: Seeded): Place[] => [
  { name: 'lineage-run', path: `/lineage/run/${ids.best}` },
  { name: 'lineage-model', path: `/lineage/model-version/${ids.model}?depth=3` },
  { name: 'lineage-model-file', path: `/lineage/model-version/${ids.model}?file=MLmodel` },
  { name: 'lineage-dataset', path: `/lineage/dataset-version/${ids.clicks}?depth=4` },
  { name: 'lineage-experiment', path: `/lineage/experiment/${ids.ranker}` },
]
