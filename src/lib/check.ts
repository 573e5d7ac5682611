/** One finding of the doctor: how it stands, in a sentence, and what to do about it. */
export type Status = 'ok' | 'attention' | 'bad' | 'unknown'

export interface Check {
  check: string
  status: Status
  message: string
  fix?: string
}

export const check = (name: string, status: Status, message: string, fix?: string): Check => ({
  check: name,
  status,
  message,
  ...(fix !== undefined && { fix }),
})

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A check that breaks says so instead of ending the others. */
export async function guarded(name: string, work: () => Promise<Check[]> | Check[]): Promise<Check[]> {
  try {
    return await work()
  } catch (error) {
    return [check(name, 'unknown', `Could not be checked: ${words(error)}`)]
  }
}
