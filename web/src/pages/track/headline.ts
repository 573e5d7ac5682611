/** Which metric stands for a run: the same on pages and in sentences of the server. */
export * from '../../../../src/lib/headline.ts'
