/** Pages that somebody uploaded: in a sandbox, without scripts unless a person allows them. */
import { useState } from 'react'
import { contentUrl } from '../source.ts'
import type { ViewerOf } from '../viewers.ts'
import { SANDBOX_NOTE, SCRIPTS_OFF, SCRIPTS_ON } from '../words.ts'
import { Note, Ways } from './note.tsx'
import { TextViewer } from './text.tsx'

export function HtmlViewer({ file, view, onView }: ViewerOf) {
  // Never in the address: a link must not run anything.
  const [scripts, setScripts] = useState(false)
  const ways = (
    <Ways
      label="Show as"
      ways={[
        [undefined, 'Page'],
        ['source', 'Source'],
      ]}
      view={view}
      onView={onView}
    />
  )
  if (view === 'source')
    return (
      <>
        <Note>{ways}</Note>
        <TextViewer file={file} view={undefined} onView={() => undefined} />
      </>
    )
  return (
    <>
      <Note>
        <span>
          {SANDBOX_NOTE} {scripts ? SCRIPTS_ON : SCRIPTS_OFF}
        </span>
        <button type="button" className="button small" aria-pressed={scripts} onClick={() => setScripts(!scripts)}>
          {scripts ? 'Stop scripts' : 'Allow scripts'}
        </button>
        {ways}
      </Note>
      <iframe
        key={String(scripts)}
        className="file-sandbox"
        title={file.path}
        sandbox={scripts ? 'allow-scripts' : ''}
        referrerPolicy="no-referrer"
        src={contentUrl(file, scripts)}
      />
    </>
  )
}
