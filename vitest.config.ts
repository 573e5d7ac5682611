import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/clients/**'],
    globalSetup: ['test/harness/cluster.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    pool: 'forks',
    // Ends as soon as it holds; a slow machine takes longer, not another result.
    expect: { poll: { timeout: 8_000 } },
  },
})
