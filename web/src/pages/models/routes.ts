/** The registry: all models, one with its versions, one version. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { STAGES, type Stage } from '../../../../src/features/models/contract/shapes.ts'
import { text } from '../../query.ts'
import { root } from '../../root.tsx'
import { type ArtifactPlace, artifactPlaceOf } from '../artifacts/place.ts'

export interface ModelsQuery {
  search?: string
  alias?: string
  stage?: Stage
  /** Prompts instead of models. */
  prompts?: 'yes'
  order?: 'name'
}

/** What is being done on the page. */
const FORMS = ['alias', 'rename', 'describe', 'stage', 'delete'] as const
export type Form = (typeof FORMS)[number]

interface Doing {
  form?: Form
  /** The alias that is being set. */
  alias?: string
  /** The version that it shall point at. */
  to?: string
}

export interface ModelQuery extends Doing {
  /** The metric in the picture, and the dataset it was measured on. */
  metric?: string
  on?: string
  /** The picture has the versions at even distances. */
  by?: 'number'
}

export interface VersionQuery extends ArtifactPlace, Doing {}

const doingOf = (query: Record<string, unknown>): Doing => ({
  form: FORMS.find((form) => form === query.form),
  alias: text(query.alias),
  to: text(query.to),
})

export const modelsRoute = createRoute({
  getParentRoute: () => root,
  path: '/models',
  validateSearch: (query: Record<string, unknown>): ModelsQuery => ({
    search: text(query.search),
    alias: text(query.alias),
    stage: STAGES.find((stage) => stage === query.stage),
    ...(query.prompts === 'yes' && { prompts: 'yes' }),
    ...(query.order === 'name' && { order: 'name' }),
  }),
  component: lazyRouteComponent(() => import('./list/page.tsx'), 'ModelsPage'),
})

export const modelRoute = createRoute({
  getParentRoute: () => root,
  path: '/models/$name',
  validateSearch: (query: Record<string, unknown>): ModelQuery => ({
    metric: text(query.metric),
    on: text(query.on),
    ...(query.by === 'number' && { by: 'number' }),
    ...doingOf(query),
  }),
  component: lazyRouteComponent(() => import('./model/page.tsx'), 'ModelPage'),
})

export const versionRoute = createRoute({
  getParentRoute: () => root,
  path: '/models/$name/$version',
  validateSearch: (query: Record<string, unknown>): VersionQuery => ({ ...artifactPlaceOf(query), ...doingOf(query) }),
  component: lazyRouteComponent(() => import('./version/page.tsx'), 'VersionPage'),
})

export const modelRoutes = [modelsRoute, modelRoute, versionRoute]
