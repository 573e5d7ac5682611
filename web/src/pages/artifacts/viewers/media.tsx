/** Sound and film, by the browser's own players. */
import { useState } from 'react'
import { contentUrl } from '../source.ts'
import type { ViewerOf } from '../viewers.ts'
import { Note } from './note.tsx'

const CANNOT = 'This browser cannot play it.'

export function AudioViewer({ file }: ViewerOf) {
  const [isBroken, setBroken] = useState(false)
  return (
    <>
      {isBroken && <Note>{CANNOT}</Note>}
      {/* biome-ignore lint/a11y/useMediaCaption: nobody has written captions of a run's sound */}
      <audio
        className="file-player"
        controls
        preload="metadata"
        src={contentUrl(file)}
        aria-label={file.path}
        onError={() => setBroken(true)}
      />
    </>
  )
}

export function VideoViewer({ file }: ViewerOf) {
  const [isBroken, setBroken] = useState(false)
  return (
    <>
      {isBroken && <Note>{CANNOT}</Note>}
      {/* biome-ignore lint/a11y/useMediaCaption: nobody has written captions of a run's film */}
      <video
        className="file-player"
        controls
        preload="metadata"
        src={contentUrl(file)}
        aria-label={file.path}
        onError={() => setBroken(true)}
      />
    </>
  )
}
