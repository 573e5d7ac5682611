import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCard } from './model-card.ts'

const README = `---
license: apache-2.0
language:
- en
- de
base_model: bert-base-uncased
datasets: imdb
tags: [generated_from_trainer, reviews]
library_name: transformers
pipeline_tag: text-classification
model-index:
- name: tiny-reviews
  results:
  - task: {type: text-classification, name: Text Classification}
    dataset: {name: imdb, type: imdb, split: test}
    metrics:
    - {type: accuracy, value: 0.91, name: Accuracy}
    - {type: f1, value: not measured}
---

# tiny-reviews
`

test('what stands above a README is read: licence, origin, what it was measured on', () => {
  expect(readCard(README)).toEqual({
    licence: 'apache-2.0',
    base_models: ['bert-base-uncased'],
    datasets: ['imdb'],
    languages: ['en', 'de'],
    tags: ['generated_from_trainer', 'reviews'],
    library: 'transformers',
    task: 'text-classification',
    results: [{ task: 'Text Classification', dataset: 'imdb', metric: 'Accuracy', value: 0.91 }],
  })
})

test('a file of YAML alone is one too, and line ends of Windows do not matter', () => {
  expect(readCard('license: mit\ndatasets:\n- mnist\n')).toMatchObject({ licence: 'mit', datasets: ['mnist'] })
  expect(readCard(README.replaceAll('\n', '\r\n'))?.licence).toBe('apache-2.0')
})

test.each([
  ['words without a card', '# A model\n\nIt sorts.'],
  ['YAML that says nothing of a model', '---\ncolour: blue\n---\n'],
  ['YAML that is none', '---\nlicense: [mit\n---\n'],
  ['references that stand for more than there is room', `---\na: &a [x]\nb: &b [*a,*a]\nlicense: *b\n---\n`],
  ['a list', '- a\n- b\n'],
  ['nothing', ''],
])('%s is no card', (_what, text) => {
  expect(readCard(text)).toBeUndefined()
})

test('whatever a file holds, reading it never fails', () => {
  fc.assert(
    fc.property(fc.string(), fc.boolean(), (text, isTop) => {
      readCard(isTop ? `---\n${text}\n---\n` : text)
    }),
    { seed: 7, numRuns: 500 },
  )
})
