import { expect, test } from 'vitest'
import { createGroups } from './groups.ts'

test('of several groups the role with the most rights counts in each workspace, among equals the first of the setting', () => {
  const giftsOf = createGroups([
    ['a', 'one:viewer'],
    ['b', 'one:auditor'],
    ['c', 'one:approver'],
    ['d', 'one:maintainer'],
    ['d', 'two:admin'],
    ['e', 'owner'],
  ])
  const of = (...groups: string[]) => {
    const { isMapped, isOwner, roles } = giftsOf(groups)
    return { isMapped, isOwner, roles: Object.fromEntries(roles) }
  }
  expect(of('c', 'b', 'a')).toEqual({ isMapped: true, isOwner: false, roles: { one: 'auditor' } })
  expect(of('c', 'a').roles).toEqual({ one: 'approver' })
  expect(of('d', 'c').roles).toEqual({ one: 'maintainer', two: 'admin' })
  expect(of('e')).toEqual({ isMapped: true, isOwner: true, roles: {} })
  expect(of('f')).toEqual({ isMapped: false, isOwner: false, roles: {} })
})

test.each(['one', 'one:boss', ':viewer', 'one:viewer:x', ''])("'%s' is nothing that a group can give", (gives) => {
  expect(() => createGroups([['a', gives]])).toThrow(/'oidc_groups'.*WORKSPACE:ROLE/)
})
