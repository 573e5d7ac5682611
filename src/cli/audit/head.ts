/** `bellwether audit head`: an anchor to be kept where nobody can change it. */
import { audit } from '../../features/activity/contract/audit.ts'
import { connect } from '../client.ts'
import type { ServerOptions } from '../find-server.ts'
import { print, printJson } from '../output.ts'
import { facts } from '../table.ts'

export async function printHead(options: ServerOptions): Promise<void> {
  const said = await connect(options).call(audit.head, {})
  if (options.json) return printJson(said)
  const { head, public_key } = said
  print(
    facts([
      ['head', `${head.seq}:${head.hash}`],
      ['at', head.at],
      ['key', public_key],
    ]),
  )
}
