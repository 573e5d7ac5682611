/** The tag by which a logged model says as which versions it was registered: as Python writes JSON, byte for byte. */
export const MODEL_VERSIONS = 'mlflow.modelVersions'

interface Noted {
  name: string
  /** MLflow's server writes a number, its client a text. */
  version: number | string
}

const isNoted = (value: unknown): value is Noted => {
  const { name, version } = Object(value) as { name?: unknown; version?: unknown }
  return typeof name === 'string' && (typeof version === 'string' || Number.isInteger(version))
}

/** What somebody else wrote there is written over: nothing but this may stand in the tag. */
function read(text: string | undefined): Noted[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(list) ? list.filter(isNoted) : []
  } catch {
    return []
  }
}

const ascii = (value: string | number): string =>
  JSON.stringify(value).replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** The tag's value with one version more. */
export function withVersion(text: string | undefined, name: string, version: number): string {
  const noted = read(text)
  const all = noted.some((one) => one.name === name && one.version === version) ? noted : [...noted, { name, version }]
  return `[${all.map((one) => `{"name": ${ascii(one.name)}, "version": ${ascii(one.version)}}`).join(', ')}]`
}
