/** The experiments besides the ranker's present one: who ran them, on what, and how good they became. */
import type { Random } from '../../../lib/random.ts'
import { FIRST_DAY } from '../clock.ts'
import type { RepositoryName } from '../code.ts'
import type { Person, Words } from '../plan.ts'
import { CHURN, CONCEPT_CHANGE, LEAK } from '../truth.ts'

export interface Version {
  model: string
  version: number
  day: number
  /** What its run measured, where the story fixes it. */
  value?: number
  params?: Words
  note?: string
}

export interface Series {
  experiment: string
  team: string
  about: string
  repository: RepositoryName
  from: number
  to: number
  runs: number
  /** Runs in a hundred that are nested in a sweep, about. */
  nested: number
  people(day: number): Person[]
  datasets: string[]
  metric: string
  /** What a good run measures on a day. */
  quality(day: number): number
  /** How far runs scatter below that. */
  spread: number
  params(r: Random): Words
  versions: Version[]
}

/** Quick progress first, slow later. */
const learning =
  (from: number, to: number, first: number, last: number) =>
  (day: number): number => {
    const x = (day - from) / (to - from)
    return last - ((last - first) * (Math.exp(-3 * x) - Math.exp(-3))) / (1 - Math.exp(-3))
  }

/** Versions at even distances. */
const evenly = (model: string, first: number, days: number[]): Version[] =>
  days.map((day, i) => ({ model, version: first + i, day }))

const spaced = (from: number, to: number, n: number): number[] =>
  Array.from({ length: n }, (_, i) => Math.round(from + ((to - from) * i) / (n - 1)))

const trees = (r: Random): Words => ({
  learning_rate: r.pick(['0.02', '0.05', '0.1']),
  num_leaves: r.pick(['31', '63', '127', '255']),
  min_data_in_leaf: r.pick(['20', '50', '100']),
  feature_fraction: r.pick(['0.7', '0.8', '0.9']),
  rounds: r.pick(['400', '800', '1600']),
  seed: String(r.integer(1, 99)),
})

const fraudQuality = learning(FIRST_DAY, -1, 0.921, 0.958)

export const SERIES: Series[] = [
  {
    experiment: 'ranker-two-tower',
    team: 'search',
    about: 'The ranker as two towers, versions 13 to 28.',
    repository: 'ranking',
    from: -318,
    to: -61,
    runs: 2_360,
    nested: 45,
    people: (day) => (day < -70 ? ['ivo', 'ivo', 'noor'] : ['ivo', 'teo']),
    datasets: ['clicks', 'products', 'clicks-holdout'],
    metric: 'val/auc',
    quality: learning(-318, -61, 0.862, 0.897),
    spread: 0.012,
    params: (r) => ({
      lr: r.pick(['0.001', '0.003', '0.01']),
      dim: r.pick(['32', '64', '128']),
      negatives: r.pick(['16', '32', '64']),
      batch_size: r.pick(['128', '256']),
      optimizer: r.pick(['adamw', 'sgd']),
      seed: String(r.integer(1, 99)),
    }),
    versions: evenly('ranker', 13, spaced(-314, -70, 16)),
  },
  {
    experiment: 'ranker-lambdamart',
    team: 'search',
    about: 'The ranker as boosted trees, versions 1 to 12.',
    repository: 'ranking',
    from: FIRST_DAY,
    to: -319,
    runs: 1_830,
    nested: 40,
    people: () => ['ivo', 'maya', 'sam'],
    datasets: ['clicks', 'clicks-holdout'],
    metric: 'val/auc',
    quality: learning(FIRST_DAY, -319, 0.812, 0.861),
    spread: 0.01,
    params: trees,
    versions: evenly('ranker', 1, spaced(-536, -322, 12)),
  },
  {
    experiment: 'fraud-score',
    team: 'risk',
    about: 'The probability that a payment comes back as a chargeback.',
    repository: 'fraud',
    from: FIRST_DAY,
    to: -1,
    runs: 2_120,
    nested: 35,
    people: (day) => (day < -70 ? ['lin', 'lin', 'sam'] : ['lin', 'lin', 'teo']),
    datasets: ['payments', 'chargebacks'],
    metric: 'val/auc',
    quality: (day) =>
      fraudQuality(day) - (day >= CONCEPT_CHANGE.seenOn && day < CONCEPT_CHANGE.retrainedOn ? CONCEPT_CHANGE.auc : 0),
    spread: 0.008,
    params: trees,
    versions: evenly('fraud-score', 1, [...spaced(-532, -246, 8), CONCEPT_CHANGE.retrainedOn, ...spaced(-160, -20, 5)]),
  },
  {
    experiment: 'churn',
    team: 'growth',
    about: 'Who will order nothing in the next 90 days.',
    repository: 'churn',
    from: FIRST_DAY,
    to: -1,
    runs: 1_290,
    nested: 30,
    people: (day) => (day < -70 ? ['lin', 'maya'] : ['lin', 'teo']),
    datasets: ['customers', 'churn-labels'],
    metric: 'val/auc',
    quality: learning(FIRST_DAY, -1, 0.781, 0.845),
    spread: 0.012,
    params: trees,
    versions: [
      ...evenly('churn', 1, spaced(-528, -170, 8)),
      {
        model: 'churn',
        version: LEAK.version,
        day: LEAK.day,
        value: LEAK.auc,
        params: { features: `base+${LEAK.feature}` },
        note: `Too good to be true: ${LEAK.feature} is made from the cancellation itself.`,
      },
      { model: 'churn', version: 10, day: -95 },
      { model: 'churn', version: 11, day: -62, value: CHURN.v11 },
      { model: 'churn', version: 12, day: -2, value: CHURN.v12, note: 'Waits for an approval.' },
    ],
  },
  {
    experiment: 'embedder',
    team: 'search',
    about: 'Texts of products as vectors, for retrieval.',
    repository: 'ranking',
    from: -410,
    to: -3,
    runs: 640,
    nested: 25,
    people: (day) => (day < -70 ? ['ivo', 'noor'] : ['ivo', 'noor', 'teo']),
    datasets: ['product-texts'],
    metric: 'val/recall_at_50',
    quality: learning(-410, -3, 0.712, 0.803),
    spread: 0.015,
    params: (r) => ({
      base: 'minilm-l6',
      lr: r.pick(['0.00001', '0.00002', '0.00005']),
      pooling: r.pick(['mean', 'cls']),
      dim: r.pick(['128', '256', '384']),
      seed: String(r.integer(1, 99)),
    }),
    versions: evenly('embedder', 1, [-405, -330, -240, -150, -30]),
  },
  {
    experiment: 'demand-forecast',
    team: 'supply',
    about: 'Orders of each product for the next four weeks. Another team keeps it now.',
    repository: 'supply',
    from: FIRST_DAY,
    to: -190,
    runs: 886,
    nested: 30,
    people: () => ['maya', 'sam', 'lin'],
    datasets: ['orders'],
    metric: 'val/coverage_90',
    quality: learning(FIRST_DAY, -190, 0.81, 0.893),
    spread: 0.02,
    params: trees,
    versions: [],
  },
  {
    experiment: 'image-tags',
    team: 'catalogue',
    about: 'Colour and shape from pictures of products. Stopped: bought instead.',
    repository: 'vision',
    from: -480,
    to: -250,
    runs: 480,
    nested: 30,
    people: () => ['noor', 'ivo'],
    datasets: [],
    metric: 'val/accuracy',
    quality: learning(-480, -250, 0.71, 0.842),
    spread: 0.03,
    params: (r) => ({
      backbone: r.pick(['convnet-s', 'convnet-m']),
      lr: r.pick(['0.0003', '0.001', '0.003']),
      image_size: r.pick(['160', '224']),
      seed: String(r.integer(1, 99)),
    }),
    versions: [],
  },
  {
    experiment: 'support-assistant',
    team: 'service',
    about: 'Answers to questions of customers, judged by two people and by a model.',
    repository: 'assistant',
    from: -150,
    to: -1,
    runs: 180,
    nested: 0,
    people: () => ['sam', 'noor'],
    datasets: [],
    metric: 'judge/helpful_share',
    quality: learning(-150, -1, 0.61, 0.79),
    spread: 0.03,
    params: (r) => ({
      model: r.pick(['open-8b', 'open-32b']),
      temperature: r.pick(['0', '0.2']),
      examples: r.pick(['0', '4']),
    }),
    versions: [],
  },
]
