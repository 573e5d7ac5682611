/** What is true in the story. Pages are compared with it; the generator builds on it. */

export const WORKSPACE = 'shop'
/** As the handbook's market figures name the industry. */
export const SECTOR = 'retail'

/** Of the older ones, `landmarks` became versions or stand for an experiment that has none. */
export const RUNS = { ranker: 214, older: 9_786, landmarks: 68 } as const

/** The best run: the mean of its five repetitions, with the 95 % interval by Student's t. */
export const BEST = {
  experiment: 'ranker',
  metric: 'val/auc',
  name: 'brave-heron-12',
  /** By seed; the run itself is the luckiest of them. */
  values: { 12: 0.9214, 13: 0.9124, 14: 0.9113, 15: 0.9108, 16: 0.9091 },
  mean: 0.913,
  low: 0.907,
  high: 0.919,
} as const

/** Version 30, which is live: what the best run is compared with. */
export const LIVE = {
  name: 'keen-lynx-40',
  /** With the least value: from the best run down to it stand all ten, and the one that runs. */
  last: 'keen-lynx-36',
  values: { 40: 0.9121, 36: 0.9066, 37: 0.9094, 38: 0.9102, 39: 0.9067 },
} as const

export const RUNNING = { name: 'calm-otter-3', steps: 1_000, done: 620, everyMs: 6_400, auc: 0.908 } as const
export const DIVERGED = 'late-finch-5'
export const LOST = { name: 'tidy-crane-2', silentMs: 192 * 60_000 } as const

/** Datasets of which the source, the job and the licence are known, and those of which they are not. */
export const DATASETS = {
  known: ['clicks', 'clicks-holdout', 'products', 'product-texts', 'payments', 'customers', 'orders'],
  unknown: ['chargebacks', 'churn-labels'],
} as const

/** Ranking quality on held-out clicks. */
export const NDCG = {
  metric: 'val/ndcg_at_10',
  newUsers: 'val/ndcg_at_10/new_users',
  v30: 0.4105,
  v30NewUsers: 0.3372,
  /** Version 31 against version 30. */
  gain: 0.012,
  gainNewUsers: 0.004,
} as const

/** Stopped on day -1: better, but five times too slow. */
export const CROSS_ENCODER = { runs: 11, euros: 310, p99Ms: 190, budgetMs: 40, gain: 0.021 } as const
/** Twelve days without anything learnt. */
export const GRAPH_FEATURES = { runs: 18, days: 12 } as const
export const INT8 = { speedup: 1.46, ndcgWithin: 0.002 } as const

/** A leak: the feature is made from what is to be predicted. Refused on day -120. */
export const LEAK = { version: 9, day: -121, feature: 'days_since_cancel_call', auc: 0.971 } as const
export const CHURN = { v11: 0.842, v12: 0.85 } as const
/** Fraud changed its pattern on day -210; labels showed it nine days later; retraining got it back. */
export const CONCEPT_CHANGE = { day: -210, seenOn: -201, retrainedOn: -199, auc: 0.024 } as const

/** Versions and the day each was trained; the runs that made them carry the tag `version`. */
export const VERSIONS = {
  ranker: { count: 31, live: 30 },
  'fraud-score': { count: 14, live: 14 },
  churn: { count: 12, live: 11 },
  embedder: { count: 5, live: 5 },
} as const

/** What the versions of the embedder were fine-tuned from. */
export const BASE_MODEL = {
  name: 'minilm-l6',
  source: 'hf://halm/minilm-l6@4f1c9d2',
  licence: 'Apache-2.0',
  sha256: '3b1f6e0c9a5d47e28c6b0f9d1a2e5c7784f0b6d3e9a1c5f82d7b4e6a0c9f1d35',
  description: 'Sentences as vectors, trained by others; the base of the embedder.',
} as const
/** What the assistant of the support is told. */
export const PROMPTS = { name: 'support-assistant', count: 6, live: 5 } as const
