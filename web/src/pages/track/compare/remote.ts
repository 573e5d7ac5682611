/** Where a code host shows what lies between two commits. */

const SSH = /^(?:ssh:\/\/)?[\w.-]+@([\w.-]+)(?::\d+)?[:/](.+?)(?:\.git)?\/?$/
const HTTP = /^https?:\/\/(?:[^@/]+@)?([\w.-]+(?::\d+)?)\/(.+?)(?:\.git)?\/?$/

/** Undefined for hosts whose pages are not known. */
export function compareUrl(remote: string, from: string, to: string): string | undefined {
  const [, host, path] = HTTP.exec(remote) ?? SSH.exec(remote) ?? []
  if (!host || !path) return undefined
  if (/(^|\.)github\./.test(host)) return `https://${host}/${path}/compare/${from}...${to}`
  if (/(^|\.)gitlab\./.test(host)) return `https://${host}/${path}/-/compare/${from}...${to}`
  return undefined
}
