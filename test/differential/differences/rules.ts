/** Differences of rules: who may do what with which name. */
import type { Explained } from '../explained.ts'
import { BAD, EXISTS, GONE, INVALID, outcome, takenHere } from './places.ts'

export const rules: Explained[] = [
  {
    mlflow: 'the name of a deleted experiment stays taken',
    here: 'it is free; restoring onto a taken name is 400 RESOURCE_ALREADY_EXISTS; `get-by-name` finds the active one, else the newest deleted',
    why: 'people reuse names',
    places: [
      ...outcome(EXISTS, '200', 'experiments: its name while deleted'),
      ...outcome('200', EXISTS, 'experiments: restored while its name is in use'),
    ],
  },
  {
    mlflow:
      'a tag or param that stands twice in a request that makes something is refused by the database; so is a name given as an empty tag',
    here: 'the last counts; an empty name is none',
    why: 'in a batch, MLflow does the same',
    places: [
      ...outcome(EXISTS, '200', 'experiments: made with tags: [{"key":"twice",*'),
      ...outcome(
        BAD,
        '200',
        'runs: tags: [{"key":"a",*',
        'runs: named by an empty tag',
        'logged models: params: [{"key":"a",*',
        'logged models: tags: [{"key":"a",*',
      ),
    ],
  },
  {
    mlflow: 'saying again which models a run made, or a param of a logged model, is refused by the database',
    here: 'fine if it is the same',
    why: 'params of runs are like that; a request may be sent twice',
    places: outcome(BAD, '200', 'inputs: a model made twice', 'logged models: the same params'),
  },
  {
    mlflow: 'a new run without an experiment is refused by the database',
    here: 'it goes to the default experiment',
    why: 'one command less to begin',
    places: outcome(BAD, '200', 'runs: without anything', 'runs: experiment: '),
  },
  {
    mlflow: '`run_uuid` in place of `run_id` is taken by some routes; elsewhere the run without an id is not found',
    here: 'batches and `upload-artifact` take both; elsewhere 400 names `run_id`',
    why: 'the same word everywhere it can be meant',
    places: [
      ...takenHere('batches: by the former name', 'artifacts: written for a page by run_id'),
      ...outcome(GONE, INVALID, '* by the former name', 'artifacts: read for a page, no run'),
    ],
  },
  {
    mlflow: 'a logged model may come from a run that does not exist, and takes tags while it is deleted',
    here: '404',
    why: 'a link to nothing helps nobody',
    places: outcome('200', GONE, 'logged models: a source: *', 'logged models: a tag of the deleted'),
  },
  {
    mlflow: 'some routes of logged models want the id in the body too',
    here: 'the path is enough',
    why: 'it is there already',
    places: takenHere('logged models: *, the id in the path only'),
  },
]
