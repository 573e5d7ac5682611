/** Rest that can be cut short: a worker that is to end, or is needed now, does not sleep on. */
export interface Rest {
  for(ms: number): Promise<void>
  /** Ends the one that is under way. */
  cut(): void
}

export function createRest(): Rest {
  let cutShort: (() => void) | undefined
  return {
    for: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms).unref()
        cutShort = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
    cut: () => cutShort?.(),
  }
}
