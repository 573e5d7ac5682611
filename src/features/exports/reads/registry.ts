/** The tables of an export that are the registry of models. */
import { columns, type ExportTable, pairs } from './column.ts'

export const REGISTRY: ExportTable[] = [
  {
    name: 'registered_models',
    about: 'models of the registry',
    columns: columns(`
      name: text, its name
      description: text, what it is
      creation_time: int64, when it was made
      last_update_time: int64, when it was last changed`),
    text: `select m.name, m.description, m.created_ms, m.updated_ms from registered_models m
      where m.workspace_id = $1 order by m.id`,
  },
  {
    name: 'registered_model_tags',
    about: 'tags of models of the registry',
    columns: pairs('name', 'the model'),
    text: `select m.name, t.key, t.value from registered_models m, jsonb_each_text(m.tags) t where m.workspace_id = $1`,
  },
  {
    name: 'registered_model_aliases',
    about: 'aliases that point at versions',
    columns: columns(`
      name: text, the model
      alias: text, the alias
      version: int64, the version`),
    text: `select m.name, a.alias, a.version from model_aliases a join registered_models m on m.id = a.model
      where a.workspace_id = $1`,
  },
  {
    name: 'model_versions',
    about: 'versions of models of the registry',
    columns: columns(`
      name: text, the model
      version: int64, its number
      source: text, what was registered
      location: text, where clients find its files
      run_id: text, the run that it comes from
      run_link: text, where that run is seen
      model_id: text, the logged model that was registered
      description: text, what it is
      stage: text, None Staging Production or Archived
      external: bool, others made it
      licence: text, of a model that others made
      sha256: text, what the bytes of a model that others made must be
      creation_time: int64, when it was registered
      last_update_time: int64, when it was last changed`),
    text: `select m.name, v.version, v.source, v.location, v.run_id, v.run_link, v.model_id, v.description, v.stage,
      v.is_external, v.licence, v.sha256, v.created_ms, v.updated_ms
      from model_versions v join registered_models m on m.id = v.model where v.workspace_id = $1 order by v.id`,
  },
  {
    name: 'model_version_tags',
    about: 'tags of versions',
    columns: columns(`
      name: text, the model
      version: int64, its version
      key: text, the name of the tag
      value: text, what it is`),
    text: `select m.name, v.version, t.key, t.value
      from model_versions v join registered_models m on m.id = v.model, jsonb_each_text(v.tags) t where v.workspace_id = $1`,
  },
]
