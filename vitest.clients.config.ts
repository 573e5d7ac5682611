import { configDefaults, defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** The tests with real clients: slow, one file at a time. */
export default defineConfig({
  test: {
    ...base.test,
    include: ['test/clients/**/*.test.ts'],
    exclude: configDefaults.exclude,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 1,
  },
})
