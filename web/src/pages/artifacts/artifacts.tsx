/** Artifacts of anything that has some: a tree on the left, the chosen file beside it. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useId } from 'react'
import { KEYS } from '../../queries.ts'
import './artifacts.css'
import { Problem } from '../../parts/problem.tsx'
import { FileView } from './file-view.tsx'
import type { ArtifactPlace } from './place.ts'
import { countOfFiles } from './rows.tsx'
import { useFolder } from './source.ts'
import { Tree } from './tree.tsx'
import { NO_ARTIFACTS } from './words.ts'

/** While files may still arrive. */
const EVERY_MS = 10_000

interface ArtifactsOf {
  /** Files may still arrive: folders are read again now and then. */
  isLive?: boolean
  /** The artifact URI. */
  root: string
  title?: string
  place: ArtifactPlace
  onPlace: (change: ArtifactPlace) => void
}

export function Artifacts({ root, title = 'Artifacts', isLive = false, place, onPlace }: ArtifactsOf) {
  const heading = useId()
  const client = useQueryClient()
  useEffect(() => {
    if (!isLive) return
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: [KEYS.artifacts, root] }), EVERY_MS)
    return () => clearInterval(timer)
  }, [isLive, client, root])
  const query = useFolder(root, '', undefined)
  const all = query.data?.pages[0]
  return (
    <section aria-labelledby={heading} id="artifacts">
      <h2 id={heading}>
        {title}
        {all && all.files > 0 && <small>{countOfFiles(all.files, Number(all.bytes))}</small>}
      </h2>
      {query.isError && !all ? (
        <Problem error={query.error} retry={() => void query.refetch()} />
      ) : all?.files === 0 && place.file === undefined ? (
        <p className="low">{NO_ARTIFACTS}</p>
      ) : (
        <div className={place.file === undefined ? 'artifacts' : 'artifacts has-file'}>
          <Tree root={root} place={place} onPlace={onPlace} />
          {place.file !== undefined && (
            <FileView key={place.file} root={root} path={place.file} view={place.view} onPlace={onPlace} />
          )}
        </div>
      )}
    </section>
  )
}
