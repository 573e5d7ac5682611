/** Every page of the product on a seeded server; those of a server with accounts are `accessPlaces`. */
import type { Seeded } from '../seed.ts'
import { openAccessPlaces } from './access.ts'
import { approvalPlaces } from './approvals.ts'
import { auditPlaces } from './audit.ts'
import { comparePlaces } from './compare.ts'
import { filePlaces } from './files.ts'
import { handbookPlaces } from './handbook.ts'
import { homePlaces } from './home.ts'
import { lineagePlaces } from './lineage.ts'
import { modelsPlaces } from './models.ts'
import { operatePlaces } from './operate.ts'
import type { Place } from './place.ts'
import { runPlaces } from './run.ts'
import { runsTablePlaces } from './runs-table.ts'
import { trackPlaces } from './track.ts'
import { transferPlaces } from './transfer.ts'
import { trashPlaces } from './trash.ts'
import { webhooksPlaces } from './webhooks.ts'

export const placesOf = (ids: Seeded): Place[] => [
  ...trackPlaces(ids),
  ...runPlaces(ids),
  ...runsTablePlaces(ids),
  ...comparePlaces(ids),
  ...filePlaces(ids),
  ...lineagePlaces(ids),
  ...modelsPlaces,
  ...homePlaces,
  ...handbookPlaces,
  ...approvalPlaces(ids),
  ...auditPlaces(ids),
  ...trashPlaces,
  ...webhooksPlaces,
  ...openAccessPlaces,
  ...operatePlaces,
  ...transferPlaces,
]
