import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes minutes begins first: at the end it would run alone, beside a worker that has nothing to do. */
const SLOW = ['test/e2e/barriers.test.ts', 'test/differential/differential.test.ts', 'test/e2e/runs-speed.test.ts']

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = SLOW.findIndex((path) => moduleId.endsWith(path))
      return at < 0 ? SLOW.length : at
    }
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/clients/**'],
    globalSetup: ['test/harness/cluster.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    sequence: { sequencer: SlowFirst },
    maxWorkers: 2,
    pool: 'forks',
    // Ends as soon as it holds; a slow machine takes longer, not another result.
    expect: { poll: { timeout: 8_000 } },
  },
})
