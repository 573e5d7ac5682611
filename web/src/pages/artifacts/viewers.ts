/** Which viewer shows which kind of file; each comes with the first file that needs it. */
import { type ComponentType, lazy } from 'react'
import type { Viewer } from '../../../../src/lib/media.ts'
import type { ArtifactFile } from './source.ts'

export interface ViewerOf {
  file: ArtifactFile
  /** One of a viewer's several ways to show a file; undefined is its usual one. */
  view: string | undefined
  onView: (view: string | undefined) => void
}

const VIEWERS: Record<Viewer, ComponentType<ViewerOf>> = {
  image: lazy(() => import('./viewers/image.tsx').then(({ ImageViewer }) => ({ default: ImageViewer }))),
  audio: lazy(() => import('./viewers/media.tsx').then(({ AudioViewer }) => ({ default: AudioViewer }))),
  video: lazy(() => import('./viewers/media.tsx').then(({ VideoViewer }) => ({ default: VideoViewer }))),
  pdf: lazy(() => import('./viewers/pdf.tsx').then(({ PdfViewer }) => ({ default: PdfViewer }))),
  html: lazy(() => import('./viewers/html.tsx').then(({ HtmlViewer }) => ({ default: HtmlViewer }))),
  notebook: lazy(() => import('./viewers/notebook.tsx').then(({ NotebookViewer }) => ({ default: NotebookViewer }))),
  model: lazy(() => import('./viewers/model.tsx').then(({ ModelViewer }) => ({ default: ModelViewer }))),
  json: lazy(() => import('./viewers/json.tsx').then(({ JsonViewer }) => ({ default: JsonViewer }))),
  yaml: lazy(() => import('./viewers/yaml.tsx').then(({ YamlViewer }) => ({ default: YamlViewer }))),
  table: lazy(() => import('./viewers/delimited.tsx').then(({ DelimitedViewer }) => ({ default: DelimitedViewer }))),
  parquet: lazy(() => import('./viewers/parquet.tsx').then(({ ParquetViewer }) => ({ default: ParquetViewer }))),
  numpy: lazy(() => import('./viewers/numpy.tsx').then(({ NumpyViewer }) => ({ default: NumpyViewer }))),
  text: lazy(() => import('./viewers/text.tsx').then(({ TextViewer }) => ({ default: TextViewer }))),
  unknown: lazy(() => import('./viewers/unknown.tsx').then(({ UnknownViewer }) => ({ default: UnknownViewer }))),
}

export const viewerOf = (viewer: Viewer): ComponentType<ViewerOf> => VIEWERS[viewer]
