/** Pages of tracking. */
import type { Seeded } from '../seed.ts'
import type { Place } from './place.ts'

export const trackPlaces = (ids: Seeded): Place[] => [
  { name: 'experiments', isFolded: true, path: '/experiments' },
  { name: 'experiment', isFolded: true, path: `/experiments/${ids.ranker}` },
  {
    name: 'experiment-filter',
    isFolded: true,
    path: `/experiments/${ids.ranker}?filter=metrics.loss+>>>+3`,
    expected: /400/,
  },
  {
    name: 'experiment-selected',
    isFolded: true,
    path: `/experiments/${ids.ranker}?sort=-metrics.val/auc&filter=${encodeURIComponent('metrics.`val/auc` > 0.89')}`,
    act: async (page) => {
      for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key)
      await page.waitForSelector('.bulk')
      await page.click('button:has-text("Columns")')
      await page.waitForSelector('.picker')
    },
  },
  { name: 'experiment-long-names', isFolded: true, path: `/experiments/${ids.wide}` },
  { name: 'run', path: `/runs/${ids.best}` },
  { name: 'run-running', path: `/runs/${ids.running}?axis=relative` },
  { name: 'run-lost', path: `/runs/${ids.silent}` },
  { name: 'run-diverged', path: `/runs/${ids.diverged}` },
  { name: 'run-60-metrics', path: `/runs/${ids.manyMetrics}?log=train/loss&table=layer_0/attention/gradient_norm` },
  {
    name: 'run-diff-of-code',
    path: `/runs/${ids.best}?axis=time`,
    act: async (page) => {
      await page.click('button:has-text("Show the diff")')
      await page.waitForSelector('.diff .added')
    },
  },
  { name: 'run-smoothed', path: `/runs/${ids.best}?smooth=0.9&big=train/loss&log=train/grad_norm` },
  ...(ids.million
    ? [{ name: 'run-million', isFolded: true, path: `/runs/${ids.million}?from=503000&to=503400&clip=1` }]
    : []),
]
