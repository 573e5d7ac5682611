/** Short ways to say where a difference shows, and how both servers answer there. */
import type { Place } from '../explained.ts'

export const at = (field: string, mlflow: string, bellwether: string, ...steps: string[]): Place[] =>
  steps.map((step) => ({ steps: step, field, mlflow, bellwether }))
export const outcome = (mlflow: string, bellwether: string, ...steps: string[]): Place[] =>
  at('outcome', `"${mlflow}"`, `"${bellwether}"`, ...steps)
export const INVALID = '400 INVALID_PARAMETER_VALUE'
export const GONE = '404 RESOURCE_DOES_NOT_EXIST'
export const EXISTS = '400 RESOURCE_ALREADY_EXISTS'
export const BAD = '400 BAD_REQUEST'
export const refusedHere = (...steps: string[]): Place[] => outcome('200', INVALID, ...steps)
export const takenHere = (...steps: string[]): Place[] => outcome(INVALID, '200', ...steps)
