/** The registry: the list, a model with its versions over time, versions of each kind, prompts, forms, nothing found. */
import type { Page } from 'playwright-core'
import type { Place } from './place.ts'

const drawn = (page: Page) => page.waitForSelector('.models-plot svg')

export const modelsPlaces: Place[] = [
  { name: 'models', path: '/models' },
  { name: 'models-nothing', path: '/models?search=zeppelin' },
  { name: 'models-alias', path: '/models?alias=live' },
  { name: 'models-prompts', path: '/models?prompts=yes' },
  { name: 'model', path: '/models/ranker' },
  {
    name: 'model-by-number',
    path: '/models/ranker?metric=p99_ms&by=number',
    isFolded: true,
    act: async (page) => {
      await drawn(page)
      await page.focus('.models-plot [role=slider]')
      await page.keyboard.press('ArrowLeft')
    },
  },
  { name: 'model-alias', path: '/models/ranker?form=alias&alias=live&to=9', isFolded: true },
  { name: 'model-delete', path: '/models/ranker?form=delete', isFolded: true },
  { name: 'model-describe', path: '/models/ranker?form=describe', isFolded: true },
  { name: 'model-none', path: '/models/price-elasticity' },
  { name: 'model-missing', path: '/models/no-such-model', expected: /404/ },
  { name: 'model-prompt', path: '/models/review-summary' },
  { name: 'model-version', path: '/models/ranker/8' },
  { name: 'model-version-alias', path: '/models/ranker/@candidate' },
  { name: 'model-version-file', path: '/models/ranker/8?file=MLmodel' },
  { name: 'model-version-stage', path: '/models/ranker/1?form=stage', isFolded: true },
  { name: 'model-version-external', path: '/models/multilingual-embedder/1' },
  { name: 'model-version-prompt', path: '/models/review-summary/3' },
]
