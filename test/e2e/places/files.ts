/** Artifacts in each of their viewers. */
import type { Seeded } from '../seed.ts'
import type { Place } from './place.ts'

export const filePlaces = (ids: Seeded): Place[] =>
  Object.entries<Record<string, string>>({
    tree: { folder: 'checkpoints' },
    image: { file: 'charts/precision-recall.png' },
    drawing: { file: 'charts/drawing.svg' },
    html: { file: 'reports/evaluation.html' },
    pdf: { file: 'reports/report.pdf' },
    notebook: { file: 'reports/analysis.ipynb' },
    csv: { file: 'data/predictions.csv', view: '201' },
    parquet: { file: 'data/scores.parquet' },
    numpy: { file: 'data/embeddings.npy' },
    json: { file: 'config.json' },
    log: { file: 'train.log' },
    binary: { file: 'checkpoints/step_0003.bin' },
    audio: { file: 'sample.wav' },
    found: { find: 'step_00' },
  }).map(([name, query]) => ({
    name: `files-${name}`,
    path: `/runs/${ids.best}?${new URLSearchParams(query)}`,
    act: async (page) => {
      await page.locator('.artifacts').scrollIntoViewIfNeeded()
      await page.evaluate(() => document.querySelector('#artifacts')!.scrollIntoView())
    },
    // The browser tells of each script that the sandbox stops.
    ...(name === 'html' && { expected: /Blocked script execution/ }),
    isFolded: true,
  }))
