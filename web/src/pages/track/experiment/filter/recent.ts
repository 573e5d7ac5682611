/** The filters that were used lately in this browser, the latest first. */
const KEPT = 'bellwether.filters'
const MOST = 12

export function recentFilters(): string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '[]')
    return Array.isArray(list) ? list.filter((each): each is string => typeof each === 'string') : []
  } catch {
    return []
  }
}

export function rememberFilter(filter: string): void {
  if (filter === '') return
  try {
    localStorage.setItem(
      KEPT,
      JSON.stringify([filter, ...recentFilters().filter((each) => each !== filter)].slice(0, MOST)),
    )
  } catch {
    // Private windows may keep nothing.
  }
}
