/** What waits for an answer, and what got one. */
import { approvals } from '../../src/features/approvals/contract.ts'
import type { Call } from './seed.ts'

export interface Asked {
  asked: string
  approved: string
}

export async function seedApprovals(call: Call, subject: string): Promise<Asked> {
  const about = { kind: 'experiment', subject, four_eyes: false } as const
  const { approval: given } = await call(approvals.ask, {
    ...about,
    title: 'Use the two-tower ranker for a tenth of the traffic',
    why: 'It is better by 0.07 points of AUC in five seeds, and as quick.',
    content: {
      run: 'brave-heron-12',
      share: 0.1,
      target: 'production',
      rollback: { to: 'calm-otter-3', within: '5 min' },
    },
  })
  await call(approvals.decide, {
    id: given.id,
    answer: 'yes',
    reason: 'The interval does not touch zero, and the rollback was tried on Tuesday.',
  })
  const { approval: open } = await call(approvals.ask, {
    ...about,
    title: 'Label 20,000 more queries in Vietnamese',
    why: 'Recall is 11 points lower there than anywhere else.\nThe price was agreed with the labelling team.',
    content: { queries: 20_000, language: 'vi', budget: { amount: 3_200, currency: 'EUR' } },
    needed: 2,
  })
  return { asked: String(open.id), approved: String(given.id) }
}
