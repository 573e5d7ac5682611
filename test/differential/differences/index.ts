/**
 * Every difference that is meant, with the places where it shows. The sentences are the rows of the table in
 * docs/decisions/004-what-differs-from-mlflow.md; a place that no reply shows any more fails the test.
 */
import type { Explained } from '../explained.ts'
import { files } from './files.ts'
import { mistakes } from './mistakes.ts'
import { registry } from './registry.ts'
import { rules } from './rules.ts'
import { searches } from './searches.ts'
import { values } from './values.ts'
import { wire } from './wire.ts'

export const EXPLAINED: Explained[] = [...values, ...mistakes, ...rules, ...registry, ...searches, ...files, ...wire]
