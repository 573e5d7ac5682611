/** The checks: what each counts, in the words of its sentence. How it is counted is in reads.ts, or with the feature that knows. */

/** Nouns of what is counted, one and many. */
type Noun = readonly [one: string, many: string]

const EXPERIMENTS: Noun = ['experiment', 'experiments']
const RUNS: Noun = ['run', 'runs']
const OVER: Noun = ['run that is over', 'runs that are over']
const DATASETS: Noun = ['dataset', 'datasets']
const DATASET_VERSIONS: Noun = ['dataset version', 'dataset versions']
const MODELS: Noun = ['logged model', 'logged models']
const TOKENS: Noun = ['valid token', 'valid tokens']
const EVENTS: Noun = ['event', 'events']

export interface CheckRule {
  id: string
  title: string
  noun: Noun
  /** After "7 of 9 experiments": one, many. */
  says: readonly [one: string, many: string]
  /** Where to look, and what to do about it. */
  href?: string
  /** What is missing in the product; there is nothing to count then. */
  later?: string
}

const have = (what: string) => [`has ${what}`, `have ${what}`] as const

export const CHECKS = [
  {
    id: 'experiments-with-data',
    title: 'Linked data',
    noun: EXPERIMENTS,
    says: have('a linked dataset'),
    href: '/experiments',
  },
  {
    id: 'runs-with-data',
    title: 'Runs that say what they read',
    noun: RUNS,
    says: ['names its data', 'name their data'],
    href: '/experiments',
  },
  {
    id: 'datasets-reused',
    title: 'Data used again',
    noun: DATASET_VERSIONS,
    says: ['is used by more than one run', 'are used by more than one run'],
  },
  {
    id: 'datasets-with-source',
    title: 'Data of known origin',
    noun: DATASETS,
    says: ['says where it comes from', 'say where they come from'],
    href: '/experiments',
  },
  {
    id: 'models-with-run',
    title: 'Models with an origin',
    noun: MODELS,
    says: ['comes from a known run', 'come from a known run'],
  },
  {
    id: 'models-with-data',
    title: 'Models traced to data',
    noun: MODELS,
    says: ['can be traced to a dataset version', 'can be traced to a dataset version'],
  },
  {
    id: 'experiments-with-nested',
    title: 'Sweeps',
    noun: EXPERIMENTS,
    says: have('nested runs, as sweeps do'),
    href: '/experiments',
  },
  {
    id: 'events-sealed',
    title: 'A log that cannot be changed unseen',
    noun: EVENTS,
    says: ['is sealed', 'are sealed'],
  },
  { id: 'runs-with-commit', title: 'Runs tied to code', noun: RUNS, says: have('a commit'), href: '/experiments' },
  {
    id: 'runs-with-environment',
    title: 'Environments kept',
    noun: RUNS,
    says: ['has its packages on record', 'have their packages on record'],
    href: '/experiments',
  },
  {
    id: 'runs-with-code',
    title: 'Code that can be had again',
    noun: RUNS,
    says: ['has a clean commit or a kept diff', 'have a clean commit or a kept diff'],
    href: '/experiments',
  },
  { id: 'runs-with-note', title: 'Runs with a note', noun: RUNS, says: have('a note'), href: '/experiments' },
  {
    id: 'runs-with-params',
    title: 'Runs with params',
    noun: RUNS,
    says: ['logs its params', 'log their params'],
    href: '/experiments',
  },
  {
    id: 'runs-with-metrics',
    title: 'Runs with metrics',
    noun: RUNS,
    says: ['logs a metric', 'log a metric'],
    href: '/experiments',
  },
  {
    id: 'runs-with-seed',
    title: 'Seeds on record',
    noun: RUNS,
    says: ['has a seed among its params', 'have a seed among their params'],
    href: '/experiments',
  },
  {
    id: 'experiments-with-seeds',
    title: 'Repetitions with other seeds',
    noun: EXPERIMENTS,
    says: ['has runs with more than one seed', 'have runs with more than one seed'],
    href: '/experiments',
  },
  {
    id: 'experiments-with-note',
    title: 'Experiments that say why',
    noun: EXPERIMENTS,
    says: have('a description'),
    href: '/experiments',
  },
  {
    id: 'experiments-compared',
    title: 'Something to compare with',
    noun: EXPERIMENTS,
    says: have('two finished runs or more'),
    href: '/experiments',
  },
  {
    id: 'runs-not-lost',
    title: 'Runs whose end is known',
    noun: OVER,
    says: ['reported its end', 'reported their end'],
    href: '/experiments',
  },
  {
    id: 'runs-finished',
    title: 'Runs that ended well',
    noun: OVER,
    says: ['finished without failing', 'finished without failing'],
    href: '/experiments',
  },
  { id: 'models-ready', title: 'Models whose files are complete', noun: MODELS, says: ['is ready', 'are ready'] },
  { id: 'models-with-params', title: 'Models with params', noun: MODELS, says: have('params') },
  {
    id: 'models-measured',
    title: 'Models with measurements',
    noun: MODELS,
    says: ['has a metric of its own', 'have a metric of their own'],
  },
  { id: 'tokens-that-expire', title: 'Tokens that expire', noun: TOKENS, says: ['has an end', 'have an end'] },
  {
    id: 'models-with-signature',
    title: 'Models with a signature',
    noun: MODELS,
    says: have('a signature'),
    later: 'Signatures of models are not read yet.',
  },
] as const satisfies CheckRule[]

export type CheckId = (typeof CHECKS)[number]['id']
