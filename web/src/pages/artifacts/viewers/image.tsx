/** Pictures. Scripts in an SVG do not run, as it is shown like any other picture. */
import { useState } from 'react'
import { formatBytes } from '../../../format/numbers.ts'
import { contentUrl } from '../source.ts'
import type { ViewerOf } from '../viewers.ts'
import { Note, Ways } from './note.tsx'

/** Larger ones come on demand. */
const ASK_BEYOND = 30_000_000

export function ImageViewer({ file, view, onView }: ViewerOf) {
  const [isAsked, setAsked] = useState(file.bytes <= ASK_BEYOND)
  const [size, setSize] = useState<string>()
  const [isBroken, setBroken] = useState(false)
  if (!isAsked)
    return (
      <Note>
        <span>This picture has {formatBytes(file.bytes)}.</span>
        <button type="button" className="button small" onClick={() => setAsked(true)}>
          Show it
        </button>
      </Note>
    )
  return (
    <>
      <Note>
        <span>{isBroken ? 'The browser cannot read this picture.' : (size ?? 'Reading the picture')}</span>
        <Ways
          label="Size"
          ways={[
            [undefined, 'Fit'],
            ['full', 'Full size'],
          ]}
          view={view}
          onView={onView}
        />
      </Note>
      {!isBroken && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard
        <section className={view === 'full' ? 'file-picture full' : 'file-picture'} aria-label="Picture" tabIndex={0}>
          <img
            src={contentUrl(file)}
            alt={file.path}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setSize(
                naturalWidth ? `${naturalWidth} × ${naturalHeight} pixels` : 'A drawing without a size of its own',
              )
            }
            onError={() => setBroken(true)}
          />
        </section>
      )}
    </>
  )
}
