/** Finds for each difference the entry of the list that explains it; entries that explain nothing are told as well. */
import type { Found } from './run.ts'

/** One place where an explained difference shows. `*` stands for anything. */
export interface Place {
  /** `topic: title of the step` */
  steps: string
  field: string
  mlflow: string
  bellwether: string
  /** Shows by chance: what several do at once comes out now this way, now that. */
  isRare?: true
}

/** One difference that is meant; its sentences are a row of docs/decisions/004-what-differs-from-mlflow.md. */
export interface Explained {
  mlflow: string
  here: string
  why: string
  places: Place[]
}

const matches = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`, 's').test(text)

const explains = (place: Place, found: Found): boolean =>
  matches(place.steps, found.step) &&
  matches(place.field, found.field) &&
  matches(place.mlflow, found.mlflow) &&
  matches(place.bellwether, found.bellwether)

/** Counts for each entry, by what it says of MLflow. */
export function explain(found: Found[], list: Explained[]) {
  const places = list.flatMap((entry) => entry.places.map((place) => ({ entry, place, hits: 0 })))
  const unexplained = found.filter((difference) => {
    const known = places.find(({ place }) => explains(place, difference))
    if (known) known.hits++
    return !known
  })
  const hits: Record<string, number> = {}
  for (const { entry, hits: count } of places) hits[entry.mlflow] = (hits[entry.mlflow] ?? 0) + count
  return {
    unexplained,
    hits,
    stale: places.filter(({ place, hits }) => hits === 0 && !place.isRare).map(({ place }) => place),
  }
}
