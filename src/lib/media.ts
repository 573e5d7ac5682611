/** What a file is, by its name: how a page shows it, and as what type the server may hand it to a browser. */

export const VIEWERS = [
  'image',
  'audio',
  'video',
  'pdf',
  'html',
  'notebook',
  'model',
  'json',
  'yaml',
  'table',
  'parquet',
  'numpy',
  'text',
  'unknown',
] as const
export type Viewer = (typeof VIEWERS)[number]

export interface Media {
  viewer: Viewer
  /** Undefined for what no browser shall interpret: it is only ever downloaded. */
  type: string | undefined
}

const TEXT = 'text/plain; charset=utf-8'
const text = (viewer: Viewer): Media => ({ viewer, type: TEXT })
const only = (viewer: Viewer): Media => ({ viewer, type: undefined })

const BY_ENDING: Record<string, Media> = {
  png: { viewer: 'image', type: 'image/png' },
  jpg: { viewer: 'image', type: 'image/jpeg' },
  jpeg: { viewer: 'image', type: 'image/jpeg' },
  gif: { viewer: 'image', type: 'image/gif' },
  webp: { viewer: 'image', type: 'image/webp' },
  avif: { viewer: 'image', type: 'image/avif' },
  bmp: { viewer: 'image', type: 'image/bmp' },
  ico: { viewer: 'image', type: 'image/x-icon' },
  svg: { viewer: 'image', type: 'image/svg+xml' },
  mp3: { viewer: 'audio', type: 'audio/mpeg' },
  wav: { viewer: 'audio', type: 'audio/wav' },
  flac: { viewer: 'audio', type: 'audio/flac' },
  ogg: { viewer: 'audio', type: 'audio/ogg' },
  opus: { viewer: 'audio', type: 'audio/ogg' },
  m4a: { viewer: 'audio', type: 'audio/mp4' },
  mp4: { viewer: 'video', type: 'video/mp4' },
  m4v: { viewer: 'video', type: 'video/mp4' },
  webm: { viewer: 'video', type: 'video/webm' },
  pdf: { viewer: 'pdf', type: 'application/pdf' },
  html: { viewer: 'html', type: 'text/html; charset=utf-8' },
  htm: { viewer: 'html', type: 'text/html; charset=utf-8' },
  ipynb: text('notebook'),
  json: text('json'),
  geojson: text('json'),
  yaml: text('yaml'),
  yml: text('yaml'),
  csv: text('table'),
  tsv: text('table'),
  parquet: only('parquet'),
  pq: only('parquet'),
  npy: only('numpy'),
}

const TEXT_ENDINGS = new Set(
  (
    'txt text log out err md markdown rst py pyi ipy r jl js mjs ts tsx jsx css scss sql sh bash zsh ps1 bat c h cc cpp hpp cu cuh java ' +
    'kt scala go rs rb pl lua swift toml ini cfg conf env properties lock xml xsd proto graphql tex bib jsonl ndjson diff patch ' +
    'gitignore dockerfile makefile cmake tf hcl csl vtt srt jinja j2 tmpl conllu vocab'
  ).split(' '),
)

const TEXT_NAMES = new Set([
  'readme',
  'license',
  'dockerfile',
  'makefile',
  'procfile',
  'notice',
  'authors',
  'changelog',
])

/** The last part of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

export function mediaOf(path: string): Media {
  const name = nameOf(path)
  if (name === 'MLmodel') return text('model')
  const lower = name.toLowerCase()
  const ending = lower.includes('.') ? lower.slice(lower.lastIndexOf('.') + 1) : ''
  if (Object.hasOwn(BY_ENDING, ending)) return BY_ENDING[ending]!
  return TEXT_ENDINGS.has(ending) || TEXT_NAMES.has(lower) ? text('text') : only('unknown')
}
