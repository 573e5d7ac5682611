/** How long ago, down to the second: a check is worth what it is new. */

export function formatAgo(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 2) return 'just now'
  if (seconds < 120) return `${seconds} seconds ago`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} minutes ago`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} hours ago` : `${Math.round(hours / 24)} days ago`
}
