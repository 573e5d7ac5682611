/** Numbers as people read them: the same on pages, in commands and in reports. */
export * from '../../../src/lib/format/numbers.ts'
