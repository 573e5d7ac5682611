/** A secret, shown the one time it can be, with the lines that use it. */
import { Code, CopyButton } from '../../parts/copy.tsx'
import { pythonOf } from './words.ts'

export const Secret = ({ secret }: { secret: string }) => (
  <div className="hook-secret" role="status">
    <p>
      The secret that the receiver checks signatures with. It is shown this once: <code>{secret}</code>{' '}
      <CopyButton text={secret} label="Copy the secret" />
    </p>
    <Code text={pythonOf(secret)} label="Checking a signature in Python" />
  </div>
)
