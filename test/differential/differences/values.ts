/** Differences of values: what is kept of what was logged. */
import type { Explained } from '../explained.ts'
import { at, refusedHere, takenHere } from './places.ts'

export const values: Explained[] = [
  {
    mlflow: 'infinity is stored as ±1.797e308 and comes back as that number',
    here: 'comes back as `"Infinity"`, which the client reads as infinity',
    why: 'what was logged is what is read',
    places: [
      ...at('body*.value', '1.7976931348623157e+308', '"Infinity"', 'metrics: *', 'batches: NaN and infinities, read'),
      ...at('saw.data.metrics.inf', '1.7976931348623157e+308', '"Infinity"', 'client: the run'),
      ...at(
        'body*.value',
        '-1.7976931348623157e+308',
        '"-Infinity"',
        'metrics: *',
        'batches: NaN and infinities, read',
      ),
    ],
  },
  {
    mlflow: 'NaN stands among the values of one step and time as if it were 0',
    here: 'it stands after all numbers, and is the latest',
    why: 'a value that went wrong must not hide behind a number',
    places: [
      ...at('body.metrics[*].value', '*', '*', 'metrics: what is one and what is two'),
      ...at('body.run.data.metrics[0].value', '2', '"NaN"', 'metrics: the latest of a step'),
    ],
  },
  {
    mlflow:
      'NaN of a metric of a logged model becomes 0; a bare `NaN`, as Python writes it, becomes 0 at time 0, and the rest of its batch is lost',
    here: 'both are kept',
    why: 'what was logged is what is read',
    places: [
      ...at('body.model.data.metrics[0].value', '0', '"NaN"', 'logged models: measured as NaN, read'),
      ...at('body.run.data.metrics', '*"value":0*', '*"NaN"*', 'wire: bare words of Python, read'),
    ],
  },
  {
    mlflow: 'a bulk interval samples rows',
    here: 'the least and greatest of each stretch are kept',
    why: 'a spike must be seen',
    places: at('body.metrics*', '*', '*', 'metrics: interval, ten samples'),
  },
  {
    mlflow: 'keys: letters, digits and `_ - . / :` and space',
    here: 'beyond ASCII any character but controls',
    why: 'names in any language',
    places: takenHere('experiments: tag key beyond letters'),
  },
  {
    mlflow: 'a NUL or half of a surrogate pair depends on the database',
    here: '400 that names the field',
    why: 'PostgreSQL cannot keep them',
    places: refusedHere('wire: a NUL', 'wire: half a surrogate pair'),
  },
  {
    mlflow:
      'lengths that only the database limits: keys and values of tags that come with a new run, user ids, names of logged models',
    here: 'refused, or cut as everywhere else',
    why: 'the same whatever the database',
    places: [
      ...refusedHere('runs: user: x* (257)', 'runs: tags: [{"key":"x*', 'logged models: a name: x* (501)'),
      ...at('body.run.data.tags[0].value', '*(8003)', '*(8002)', 'runs: a long tag is cut'),
    ],
  },
  {
    mlflow: '`mlflow.log-model.history` is rewritten: fields are added, unknown ones dropped',
    here: 'kept as the client sent it',
    why: "it is the client's own text",
    places: at('body.run.data.tags[0].value', '*model_uuid*', '*more*', 'runs: run modelled afterwards'),
  },
]
