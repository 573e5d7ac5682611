/** What the pages of artifacts say. */
import { formatBytes, formatCount } from '../../format/numbers.ts'

export const NO_ARTIFACTS =
  'No files yet. mlflow.log_artifact, log_figure, log_dict and log_model put theirs here while the script runs.'
export const CHOOSE = 'Choose a file to look at it.'
export const NOTHING_FOUND = 'No file name has this in it.'

/** "The first 2.0 MB of 48.0 MB" */
export const capNote = (shown: number, all: number, which: 'first' | 'last' = 'first'): string =>
  `The ${which} ${formatBytes(shown)} of ${formatBytes(all)}.`

/** "Rows 1 to 100 of 1,200" */
export const rowsNote = (from: number, to: number, all: number): string =>
  `Rows ${formatCount(from)} to ${formatCount(to)} of ${formatCount(all)}.`

export const SANDBOX_NOTE = 'Shown in a sandbox: it cannot reach this server, your log-in or the network.'
export const SCRIPTS_OFF = 'Its scripts are off.'
export const SCRIPTS_ON = 'Its scripts run, in the sandbox.'
export const LATIN_NOTE = 'It is not UTF-8: shown as Latin-1.'
export const HEAD_NOTE = 'No viewer knows this kind of file.'
