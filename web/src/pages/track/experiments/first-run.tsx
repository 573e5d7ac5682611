/** Before the first run: what will be here and the lines that fill it, with this server's address. */
import { Tabs } from '@mantine/core'
import '@mantine/core/styles/Tabs.css'
import { Code } from '../../../parts/copy.tsx'
import { serverUrl } from '../../../place.ts'
import { EMPTY, snippets, TITLE, WAITING } from './words.ts'

export function FirstRun() {
  const all = Object.entries(snippets(serverUrl))
  return (
    <>
      <div className="kind">Build</div>
      <h1>{TITLE}</h1>
      <p className="answer">{EMPTY.answer}</p>
      <p className="answer-more">{EMPTY.hint}</p>
      <Tabs defaultValue="Python" className="snippets" keepMounted={false}>
        <Tabs.List>
          {all.map(([name]) => (
            <Tabs.Tab key={name} value={name}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {all.map(([name, text]) => (
          <Tabs.Panel key={name} value={name}>
            <Code text={text} label={`${name} snippet`} />
          </Tabs.Panel>
        ))}
      </Tabs>
      <p className="waiting" role="status">
        <i aria-hidden="true">◌</i> {WAITING}
      </p>
    </>
  )
}
