/** Differences of the wire itself. */
import type { Explained } from '../explained.ts'
import { at, outcome, takenHere } from './places.ts'

export const wire: Explained[] = [
  {
    mlflow: 'media types are compared letter by letter',
    here: 'capital letters do not matter',
    why: 'RFC 9110',
    places: takenHere('wire: content type: APPLICATION/JSON'),
  },
  {
    mlflow: 'fields that are not required are understood in camel case too',
    here: 'names are those of the documents; others are ignored as unknown',
    why: 'one name a field',
    places: at('body.*', '*', 'absent', 'wire: camel case, not required'),
  },
  {
    mlflow: 'the query of a POST is ignored',
    here: 'it adds to the body',
    why: 'one way to read input',
    places: takenHere('wire: fields in the query of a POST'),
  },
  {
    mlflow: 'HEAD is refused; `/version` says that it is HTML',
    here: 'HEAD answers as GET; plain text',
    why: 'HTTP',
    places: [
      ...outcome('400', '200', 'wire: HEAD'),
      ...at('headers.content-type', '"text/html"', '"text/plain"', 'wire: version'),
    ],
  },
]
