/** JSON as a tree that folds, or as it is written. */

import type { ViewerOf } from '../viewers.ts'
import { DocumentViewer } from './document.tsx'
import { readJson } from './tree-value.ts'

export const JsonViewer = (props: ViewerOf) => (
  <DocumentViewer {...props} read={readJson} usual="tree" language="JSON" />
)
