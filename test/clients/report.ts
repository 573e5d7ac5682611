/** What a client script reports of one training, and what must hold for each. */
import { expect } from 'vitest'

export interface Training {
  status: string
  params: Record<string, string>
  metrics: Record<string, number>
  datasets: string[]
  artifacts: string[]
  histories: Record<string, [step: number, value: number][]>
  model: { status: string; files: string[]; signature: boolean; same: boolean }
}

/** The run ended well and its model is ready and predicts as the trained one. */
export function expectWhole({ status, model }: Training): void {
  expect(status).toBe('FINISHED')
  expect(model).toMatchObject({ status: 'READY', same: true })
  expect(model.files).toContain('MLmodel')
}

/** The values of a curve, in the order of their steps. */
export const valuesOf = ({ histories }: Training, key: string): number[] =>
  (histories[key] ?? []).toSorted(([a], [b]) => a - b).map(([, value]) => value)
