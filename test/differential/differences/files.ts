/** Differences of artifacts. */
import type { Explained } from '../explained.ts'
import { at, GONE, INVALID, outcome, refusedHere, takenHere } from './places.ts'

export const files: Explained[] = [
  {
    mlflow: 'a file is sent with a type guessed from its name',
    here: '`application/octet-stream`; our own pages show files in a sandbox',
    why: "what somebody uploaded must not run as a page of this server's",
    places: at('headers.content-type', '*', '"application/octet-stream"', 'artifacts: *'),
  },
  {
    mlflow: "a quote or a percent sign in a file's name breaks the header that names it",
    here: 'named as RFC 5987 says',
    why: 'the name arrives',
    places: at(
      'headers.content-disposition',
      '*',
      '*',
      'artifacts: a name read: a%22b.txt',
      'artifacts: a name read: a%25b.txt',
    ),
  },
  {
    mlflow: 'backslashes and drives in paths depend on the system; an absolute path is an error of the store',
    here: '400',
    why: 'a file written on one system must be readable on another',
    places: [
      ...refusedHere(
        'artifacts: a path that leaves, *: C:*',
        'artifacts: a path that leaves, *: %5C*',
        'artifacts: a path that leaves, deleted: %2Fetc*',
      ),
      ...outcome(GONE, INVALID, 'artifacts: a path that leaves, read: %2Fetc*'),
    ],
  },
  {
    mlflow: "a listing repeats './' and '//' of the question in its paths",
    here: 'paths are plain',
    why: 'the same file has one path',
    places: at(
      'body.files[*].path',
      '*',
      '*',
      'artifacts: listed outside: ./some',
      'artifacts: listed outside: some//where',
    ),
  },
  {
    mlflow: '`upload-artifact` refuses an empty file, and answers nothing that says it is JSON',
    here: 'an empty file is a file; `{}`',
    why: 'the proxy takes empty files too',
    places: [
      ...takenHere('artifacts: written for a page, nothing'),
      ...at('body', '""', '{}', 'artifacts: written for a page'),
    ],
  },
  {
    mlflow: 'presigned URLs and a gateway are offered',
    here: 'not offered: 501, and `server-info` says so',
    why: 'files go through this server',
    places: [
      ...outcome(INVALID, '501 NOT_IMPLEMENTED', 'wire: not offered: *'),
      ...at('body.presigned_upload_*', 'true', 'false', 'wire: what the server can*'),
      ...at('body.features_enabled', '{"gateway":true}', 'absent', 'wire: what the server can*'),
    ],
  },
  {
    mlflow: 'workspaces have to be switched on',
    here: 'they are there, and `server-info` says so; a workspace has no place of its own for files',
    why: 'one way less to set up a server wrongly',
    places: at('body.workspaces_enabled', 'false', 'true', 'wire: what the server can*'),
  },
]
