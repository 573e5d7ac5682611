/** `bellwether team`: roles and market figures of the handbook under the names that a lead looks for. */
import type { Command } from 'commander'
import { withServer } from '../find-server.ts'
import { repeated } from '../options.ts'
import { showFigures } from './figures.ts'
import { showRole } from './roles.ts'

export function addTeam(program: Command): void {
  const noun = program.command('team').description('roles and market figures')
  const role = noun.command('role').description('roles of the handbook')
  withServer(role.command('show <id>').description('what a role does, needs and leads to, as `bw handbook role`'))
    .option('--have <skill>', 'a skill that you have; may come several times', repeated)
    .action(showRole)
  const market = noun.command('market').description('figures of the handbook')
  withServer(market.command('show <ids...>').description('figures by their ids, as `bw handbook figure`')).action(
    showFigures,
  )
}
