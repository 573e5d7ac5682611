/** What stands in the registry of the story: versions of four models, the base of one of them, and prompts. */
import type { Clock } from './clock.ts'
import { HOUR } from './clock.ts'
import type { RunPlan, Words } from './plan.ts'
import { BASE_MODEL, CHURN, LEAK, PROMPTS, VERSIONS } from './truth.ts'

export interface VersionPlan {
  /** The run whose model was registered. */
  run: string
  registeredAt: number
  description?: string
  tags: Words
}

export interface ModelInRegistry {
  name: string
  description: string
  tags: Words
  versions: VersionPlan[]
  aliases: Record<string, number>
}

export interface PromptPlan {
  text: string
  message: string
  registeredAt: number
}

export interface Registry {
  models: ModelInRegistry[]
  base: typeof BASE_MODEL & { registeredAt: number }
  prompts: { name: string; description: string; versions: PromptPlan[]; aliases: Record<string, number> }
}

const ABOUT: Record<keyof typeof VERSIONS, { description: string; tags: Words; aliases?: Record<string, number> }> = {
  ranker: {
    description: 'Orders what a search of the shop finds. The conversion of the shop hangs on it.',
    tags: { team: 'search', owner: 'ivo' },
    aliases: { candidate: 31 },
  },
  'fraud-score': {
    description: 'The probability that a payment comes back as a chargeback.',
    tags: { team: 'risk', owner: 'lin' },
  },
  churn: {
    description: 'Who will order nothing in the next 90 days.',
    tags: { team: 'growth', owner: 'lin' },
    aliases: { shadow: 12 },
  },
  embedder: {
    description: `Texts of products as vectors, for retrieval. Fine-tuned from ${BASE_MODEL.name}.`,
    tags: { team: 'search', owner: 'noor', base_model: `models:/${BASE_MODEL.name}/1` },
  },
}

/** What is to be said of single versions. */
const SAID: Record<string, string> = {
  'ranker v29': 'Rolled back by its canary: prices were scaled with the mean of another table.',
  'ranker v30': 'Live. Trained with four times as many negatives.',
  'ranker v31': 'Half of the negatives are the hardest of the batch. For new users the gain is small.',
  [`churn v${LEAK.version}`]: `Refused: ${LEAK.feature} is made from the cancellation itself.`,
  'churn v12': `Waits for one approval: AUC ${CHURN.v12} after ${CHURN.v11}.`,
}

const PROMPT_TEXTS: [text: string, message: string][] = [
  ['Answer the question of the customer: {{question}}', 'The first one'],
  [
    'You work for an online shop. Answer the question of the customer in the language it is asked in: {{question}}',
    'Answers in the language of the question',
  ],
  [
    'You work for an online shop. Use only what stands below.\n\n{{passages}}\n\nAnswer in the language of the question: {{question}}',
    'Answers from passages that were found',
  ],
  [
    'You work for an online shop. Use only what stands below, and say so if the answer is not in it.\n\n{{passages}}\n\nAnswer in the language of the question: {{question}}',
    'Says when it does not know',
  ],
  [
    'You work for an online shop. Use only what stands below, and say so if the answer is not in it. Never promise a refund or a date.\n\n{{passages}}\n\nAnswer in the language of the question, in three sentences at most: {{question}}',
    'Promises nothing, and is shorter',
  ],
  [
    'You work for an online shop. Use only what stands below, and say so if the answer is not in it. Never promise a refund or a date. Name the page that you used.\n\n{{passages}}\n\nAnswer in the language of the question, in three sentences at most: {{question}}',
    'Names its source',
  ],
]

/** Prompts changed about every 25 days. */
const PROMPT_DAYS = 25

/** Versions in their order: each is registered some hours after its run ended. */
export function registryOf(clock: Clock, runs: RunPlan[]): Registry {
  const made = runs.filter((run) => run.model !== undefined)
  const models = (Object.keys(VERSIONS) as (keyof typeof VERSIONS)[]).map((name): ModelInRegistry => {
    const { aliases, ...about } = ABOUT[name]
    const versions = made
      .filter(({ model }) => model!.name === name)
      .toSorted((a, b) => Number(a.model!.tags.version) - Number(b.model!.tags.version))
      .map(({ name: run, tags, endedAt = clock.now }): VersionPlan => {
        const description = SAID[tags.version!]
        return {
          ...{ run, registeredAt: Math.min(endedAt + 3 * HOUR, clock.now - HOUR / 2) },
          ...(description !== undefined && { description }),
          tags: tags.bet === undefined ? {} : { bet: tags.bet },
        }
      })
    return { name, ...about, versions, aliases: { live: VERSIONS[name].live, ...aliases } }
  })
  const firstOfEmbedder = models.find(({ name }) => name === 'embedder')!.versions[0]!
  return {
    models,
    base: { ...BASE_MODEL, registeredAt: firstOfEmbedder.registeredAt - 40 * HOUR },
    prompts: {
      name: PROMPTS.name,
      description: 'What the assistant of the support is told.',
      versions: PROMPT_TEXTS.map(([text, message], i) => ({
        ...{ text, message },
        registeredAt: clock.at((i - PROMPTS.count) * PROMPT_DAYS, 11),
      })),
      aliases: { live: PROMPTS.live, candidate: PROMPTS.count },
    },
  }
}
