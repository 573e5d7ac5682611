/**
 * Sixty questions drawn from the five documents, each with the way from the handbook's first page to its answer: at
 * most three actions. A line has the document, the question, the way, the part of the page that answers, the answer,
 * and the figure that the answer is, whose value it repeats word for word.
 */

export type Action = { click: string } | { type: string } | { choose: string; value: string }

export interface Question {
  /** The document that answers. */
  of: string
  about: string
  asks: string
  by: Action[]
  at: string
  answer: string
  figure?: string
}

const LINES = `
# roles
000 | What should the goals of a team follow? | role ML Engineering Team Lead | #team-lead-set-goals | the overall strategy of the business
000 | Whom does a team lead partner with? | role ML Engineering Team Lead | #team-lead-partner-with-others | product managers, engineers and business stakeholders
001 | What does a tech lead bridge? | role ML Tech Lead | .answer | bridges what engineers build and what the business is after
001 | With whom does a tech lead find out which models to use? | role ML Tech Lead | #tech-lead-choose-models-together | with data scientists
002 | What is the lead for, but the engineer not? | open Compare > click .role-pairs a:has-text("Machine Learning Engineer and Lead Machine Learning Engineer") | section[aria-label="What sets it apart"] | Mentoring and guiding others is named for the lead only
002 | Who answers for time and budget? | role Lead Machine Learning Engineer | #lead-mle-time-and-budget | stay within budget
003 | Whom does an ML engineering manager lead? | role ML Engineering Manager | #manager-lead-specialists | data engineers, MLOps specialists and ML engineers
004 | What does a lead ML performance engineer develop for inference engines? | role Lead ML Performance Engineer | #perf-lead-gpu-kernels | GPU kernels
000 | How does an ML scientist differ from a data scientist? | open Roles > row Staff ML Scientist | #staff-scientist-differs-data-scientist | advancing the techniques and algorithms themselves
000 | Where does GenAI empower customers? | find GenAI empowers customers | section[aria-label=Found] | At Intuit

# skills
000 | Which deep learning frameworks does a team lead master? | role ML Engineering Team Lead | #team-lead-deep-learning-frameworks | TensorFlow, Keras, PyTorch
000 | What does a team lead do with what went wrong? | role ML Engineering Team Lead | #team-lead-perseverance | learn from what went wrong
001 | Which languages help a tech lead beside Python? | role ML Tech Lead | #tech-lead-python-first | C++, Scala or Java
002 | What may an engineer program in? | open Roles > row Machine Learning Engineer | #mle-programming | Java, R or Python
003 | Which emerging areas should a manager know? | role ML Engineering Manager | #manager-emerging-areas | Edge AI, IoT and Explainable AI (XAI)
004 | What is parallel programming done with? | find programmed in parallel | section[aria-label=Found] | Triton, CUDA or Metal
001 | Which soft skill is about conflicts? | find resolve conflicts | section[aria-label=Found] | Collaboration: resolve conflicts.

# education
000 | Which degree should a team lead have? | role ML Engineering Team Lead | #team-lead-degree | Data Science, Computer Science or a neighbouring field
000 | How many years does a team lead need at least? | role ML Engineering Team Lead | section[aria-label="What it earns"] | Minimum 5 years | f021
000 | How many years of programming does GenAI ask for? | open Roles > row Senior ML Engineer GenAI | section[aria-label="What it earns"] | 5-8+ years | f023
001 | Does a Ph.D. help a tech lead? | role ML Tech Lead | #tech-lead-degree | a Ph.D. can be an advantage
002 | Which degree does the document give the plain engineer? | read | section[aria-label="What the documents do not give"] | leaves the engineer's list of degrees empty
003 | How many years in leadership does a senior manager need? | role ML Engineering Manager | section[aria-label="What it earns"] | at least 5 years in leadership positions | f074
004 | How many combined years does the performance lead need? | role Lead ML Performance Engineer | section[aria-label="What it earns"] | Minimum of 8 years | f087

# pay
000 | What does a team lead typically earn? | role ML Engineering Team Lead | section[aria-label="What it earns"] | $172,150 and $212,400 | f001
000 | What is the average in New York? | open Salaries > choose Place: New York, NY | .pay-evidence svg | $220,680 | f006
000 | What does Facebook (Meta) pay? | open Salaries > choose Company: Facebook (Meta) | .pay-evidence svg | $231,000 to $338,000 | f012
000 | How high does pay go for a senior engineer in Seattle? | open Salaries > choose Place: Seattle | .pay-evidence svg | Up to $256,928 | f010
001 | What does a tech lead earn in San Francisco or New York City? | open Salaries > choose Place: San Francisco Bay Area | .pay-evidence svg | $200,000 - $300,000+ | f028
001 | What does academia pay a tech lead? | open Salaries > choose Sector: Academia and Research | .pay-evidence svg | $100,000 - $180,000 | f036
003 | What should you negotiate beside base pay? | open Salaries | aside[aria-label=Negotiation] | the balance of work and life and the chance to grow
002 | What does a lead machine learning engineer earn according to Glassdoor? | role Lead Machine Learning Engineer | section[aria-label="What it earns"] | $153,000 | f041
002 | Which advert has pay that cannot be meant? | open Salaries | section[aria-label=Implausible] | USD 1111111K - 1111111K | f042
002 | What does an intern earn at Occam AI? | open Salaries > choose Company: Occam AI | .pay-evidence svg | USD 60K - 96K | f047
003 | What is the base of an ML engineering manager? | open Salaries > choose Role: ML Engineering Manager | section[aria-label="Components of pay"] | $184,000 to $330,000 | f051
003 | What is the average in Pasadena? | open Salaries > choose Place: Pasadena, CA | .pay-evidence svg | $89,128 | f061
004 | What does the highest-paid tenth earn? | open Salaries > choose Role: Lead Machine Learning Engineer | .pay-evidence svg | $366,000+ | f081
004 | How large are annual bonuses? | open Salaries | section[aria-label="Components of pay"] | $37,000 to $50,000 | f085

# market
000 | How large will the market of ML be? | open Trends | section[aria-label="Market figures"] | $117.19 billion by 2027 | f018
000 | By how much did the jobs of ML engineers grow in five years? | open Trends | section[aria-label="Market figures"] | 9.8 times increase | f019
001 | Which neural networks are used where data is a graph? | open Trends | #trend-methods-graphs | Graph neural networks (GNNs)
003 | Where do the growth figures of the labour bureau contradict each other? | open Trends | section[aria-label^="Contradiction: Growth"] | 15-23% | f068
004 | How many job postings offer remote work? | open Trends | section[aria-label="Market figures"] | 12% of ML engineer job postings offer remote work | f092
004 | Who are the major employers? | open Trends | section[aria-label="Market figures"] | Apple, Meta, TikTok, Tesla, and Amazon | f095

# practices
000 | Where should feedback be given? | open Practices | #practice-feedback-private-and-public | in private
001 | What should ML projects be tied to? | open Practices | #practice-goals-kpis | give them KPIs
003 | How should progress be read when the outcome is open? | find inputs as progress | section[aria-label=Found] | count the inputs as progress
004 | Which techniques make the inference of large language models fast? | open Practices | #practice-llm-inference | Quantise.

# challenges
003 | What must monitoring alerts balance? | open Challenges | #challenge-monitoring-alerts | not so sensitive that they tire people
000 | What keeps models from learning by heart? | open Challenges | #challenge-accuracy | learning irrelevant details by heart
001 | What has to be balanced with innovation? | open Challenges | #challenge-technology-business | the objectives of the business
004 | What helps against surprises between environments? | open Challenges | #challenge-reproducibility-surprises | containers and infrastructure as code

# tools
000 | Does PyTorch work with this product? | open Tools | #tool-pytorch | by protocol
002 | Which tool manages the projects of a lead? | role Lead Machine Learning Engineer | #lead-mle-project-tools | Trello or Jira
001 | What is there for R? | open Tools > click .parts a:has-text("by recipe") | #tool-r | test/recipes/recipes.test.ts

# paths
000 | To which roles may a team lead advance? | role ML Engineering Team Lead | section[aria-label="The way through this role"] | Chief AI Officer
004 | What follows the senior engineer on the ladder of the performance lead? | open Paths | .steps tr:has-text("004:86") | Lead ML Performance Engineer
003 | What comes before the ML engineering manager? | open Paths > click .ladders a[aria-label="ML Engineering Manager"] | section[aria-label="The way through this role"] | Lead Machine Learning Engineer

# rhythm
003 | What holds up quality, again and again? | open Rhythm | #rhythm-code-reviews | regular code reviews
000 | How are stand-ups held? | open Rhythm | #rhythm-stand-ups | asynchronous stand-ups
`

/** What the words of a way do. */
const STEPS: Record<string, (rest: string) => Action> = {
  open: (chapter) => ({ click: `.chapters a:text-is("${chapter}")` }),
  role: (name) => ({ click: `.main-roles a:has(b:text-is("${name}"))` }),
  row: (name) => ({ click: `.all-roles a:text-is("${name}")` }),
  find: (words) => ({ type: words }),
  choose: (rest) => {
    const [choose = '', value = ''] = rest.split(': ')
    return { choose, value }
  },
  click: (selector) => ({ click: selector }),
}

function toAction(step: string): Action {
  const [, verb = '', rest = ''] = /^(\w+) (.*)$/.exec(step) ?? []
  const make = STEPS[verb]
  if (!make) throw new Error(`'${step}' begins with none of ${Object.keys(STEPS).join(', ')}`)
  return make(rest)
}

function readQuestions(text: string): Question[] {
  let about = ''
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('# ')) about = line.slice(2)
    if (!/^\d{3} \| /.test(line)) return []
    const [of = '', asks = '', way = '', at = '', answer = '', figure] = line.split(' | ')
    const by = way === 'read' ? [] : way.split(' > ').map(toAction)
    return [{ of, about, asks, by, at, answer, ...(figure !== undefined && { figure }) }]
  })
}

export const QUESTIONS: Question[] = readQuestions(LINES)
