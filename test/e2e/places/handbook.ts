/** Pages of the handbook. */
import type { Place } from './place.ts'

export const handbookPlaces: Place[] = [
  { name: 'handbook', path: '/handbook' },
  { name: 'handbook-found', path: '/handbook?q=kubernetes' },
  { name: 'handbook-found-nothing', path: '/handbook?q=kubernetes+horoscope' },
  { name: 'handbook-roles', path: '/handbook/roles' },
  { name: 'handbook-role', path: '/handbook/roles/ml-engineering-team-lead' },
  { name: 'handbook-role-thin', path: '/handbook/roles/chief-ai-officer' },
  { name: 'handbook-role-none', path: '/handbook/roles/no-such-role', expected: /404/ },
  { name: 'handbook-skills', path: '/handbook/skills' },
  { name: 'handbook-skills-of-role', path: '/handbook/skills?role=ml-tech-lead&have=programming&have=sql' },
  { name: 'handbook-salaries', path: '/handbook/salaries' },
  { name: 'handbook-salaries-of-role', path: '/handbook/salaries?role=ML+Tech+Lead' },
  { name: 'handbook-salaries-table', path: '/handbook/salaries?role=Lead+Machine+Learning+Engineer&table=yes' },
  { name: 'handbook-salaries-nothing', path: '/handbook/salaries?role=ML+Tech+Lead&company=Google' },
  { name: 'handbook-advice', path: '/handbook/advice' },
  { name: 'handbook-trends', path: '/handbook/trends' },
  { name: 'handbook-practices', path: '/handbook/practices' },
  { name: 'handbook-challenges', path: '/handbook/challenges' },
  { name: 'handbook-tools', path: '/handbook/tools' },
  { name: 'handbook-tools-recipes', path: '/handbook/tools?how=recipe' },
  { name: 'handbook-contradictions', path: '/handbook/contradictions' },
  { name: 'handbook-missing', path: '/handbook/missing' },
  { name: 'handbook-line', path: '/handbook/lines/team-lead-minimum-years' },
  { name: 'handbook-figure', path: '/handbook/figures/f042' },
]
