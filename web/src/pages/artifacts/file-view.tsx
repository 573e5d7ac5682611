/** One file: what it is, ways to keep it, and the viewer that suits it. */
import { Component, type ReactNode, Suspense } from 'react'
import { nameOf } from '../../../../src/lib/media.ts'
import { middleCut } from '../../format/names.ts'
import { formatBytes, formatCount } from '../../format/numbers.ts'
import { Bone } from '../../parts/bone.tsx'
import { CopyButton } from '../../parts/copy.tsx'
import { CopyAs } from '../../parts/copy-as.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Ago } from '../../parts/time.tsx'
import { fileAsCode } from './as-code.ts'
import type { ArtifactPlace } from './place.ts'
import './viewers.css'
import { contentUrl, useFile } from './source.ts'
import { viewerOf } from './viewers.ts'

interface FileViewOf {
  root: string
  path: string
  view: string | undefined
  onPlace: (change: ArtifactPlace) => void
}

export function FileView({ root, path, view, onPlace }: FileViewOf) {
  const { data: file, error, refetch } = useFile(root, path)
  const close = (
    <button
      type="button"
      className="button small bare"
      title="Close the file"
      onClick={() => onPlace({ file: undefined, view: undefined })}
    >
      <span aria-hidden="true">✕</span>
      <span className="seen-by-readers">Close the file</span>
    </button>
  )
  const Viewer = file && viewerOf(file.viewer)
  return (
    <article className="file-view" aria-label={path}>
      <header>
        <div className="file-name">
          <h3 title={path}>{middleCut(nameOf(path), 60)}</h3>
          <p>
            {file ? (
              <>
                <span title={`${formatCount(file.bytes)} bytes`}>{formatBytes(file.bytes)}</span>
                {', changed '}
                <Ago at={file.changedAt} />
              </>
            ) : (
              !error && <Bone width={160} />
            )}
          </p>
        </div>
        <div className="file-actions">
          {file && (
            <>
              <span className="wide">
                <CopyAs code={fileAsCode(file)} isSmall />
              </span>
              <CopyButton text={file.digest} label="Copy sha256" className="button small bare wide" />
              {file.type && (
                <a className="button small bare wide" href={contentUrl(file)} target="_blank" rel="noreferrer">
                  Open alone
                </a>
              )}
              <a className="button small" href={contentUrl(file)} download={nameOf(path)}>
                Download
              </a>
            </>
          )}
          {close}
        </div>
      </header>
      <div className="file-body">
        {error && <Problem error={error} retry={() => void refetch()} />}
        {file && Viewer && (
          <Stumbles key={file.digest}>
            <Suspense fallback={<Reading />}>
              <Viewer file={file} view={view} onView={(next) => onPlace({ view: next })} />
            </Suspense>
          </Stumbles>
        )}
      </div>
    </article>
  )
}

export const Reading = () => (
  <div className="file-reading" aria-busy="true">
    <Bone width="70%" />
    <Bone width="85%" />
    <Bone width="55%" />
  </div>
)

/** A file that its viewer cannot make sense of breaks neither the page nor the way to download it. */
class Stumbles extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {}
  static getDerivedStateFromError(error: unknown) {
    return { error }
  }
  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <p className="file-note bad" role="alert">
        This file cannot be shown: {error instanceof Error ? error.message : String(error)} It can still be downloaded.
      </p>
    )
  }
}
