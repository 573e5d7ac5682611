/** The tools that the documents name, and how each meets this product today, with the test that shows it. */
import { Bone } from '../../../parts/bone.tsx'
import { Head } from '../../../parts/head.tsx'
import { pathOf, To } from '../../../parts/link.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { CopyBook, flags } from '../as-code.tsx'
import { type Tool, useTools } from '../asks.ts'
import { Frame } from '../frame.tsx'
import { Anchor, Anchored } from '../lines/line.tsx'
import { PartsBar } from '../lines/parts-bar.tsx'
import { Refs } from '../lines/refs.tsx'
import { useTarget } from '../lines/target.ts'
import { HOWS, toolsRoute } from '../routes.ts'
import { capital } from '../words.ts'
import './tools.css'
import { answer, HOW_LOOKS, kindInWords } from './words.ts'

export function ToolsPage() {
  const { how, kind } = toolsRoute.useSearch()
  const navigate = toolsRoute.useNavigate()
  const { data, error, refetch } = useTools()
  useTarget(Boolean(data))
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  const tools = data?.tools ?? []
  const kinds = [...new Set(tools.map((tool) => tool.kind))]
  const shown = tools.filter((tool) => (!how || tool.how === how) && (!kind || tool.kind === kind))
  return (
    <Frame chapter="Tools">
      <Head
        kind="Handbook"
        title="Tools"
        actions={<CopyBook path="/tools" query={{ how }} command={['tools', ...flags({ how })]} />}
        answer={data ? answer(tools) : ''}
        phoneLines={[5, 0]}
      />
      {data ? (
        <>
          <PartsBar
            label="Show by how they meet this product"
            parts={HOWS.map((each) => ({
              ...HOW_LOOKS[each],
              count: tools.filter((tool) => tool.how === each).length,
              to: pathOf('/handbook/tools', { how: each, kind }),
              isOn: each === how,
            }))}
            all={pathOf('/handbook/tools', { kind })}
          />
          <p className="tools-kind">
            <select
              className="field"
              aria-label="Kind of tool"
              value={kind ?? ''}
              onChange={({ target }) =>
                void navigate({ search: { how, kind: target.value || undefined }, resetScroll: false })
              }
            >
              <option value="">Every kind</option>
              {kinds.map((each) => (
                <option key={each} value={each}>
                  {capital(kindInWords(each))}
                </option>
              ))}
            </select>
            <span className="low" role="status">
              {shown.length} of {tools.length} tools
            </span>
          </p>
          {kinds
            .filter((each) => shown.some((tool) => tool.kind === each))
            .map((each) => (
              <section key={each} aria-label={capital(kindInWords(each))}>
                <h2>{capital(kindInWords(each))}</h2>
                <ul className="book-lines">
                  {shown
                    .filter((tool) => tool.kind === each)
                    .map((tool) => (
                      <ToolLine key={tool.id} tool={tool} />
                    ))}
                </ul>
              </section>
            ))}
          {shown.length === 0 && <p className="answer-more">No tool of this kind meets the product in this way.</p>}
        </>
      ) : (
        <div aria-busy="true" style={{ minHeight: 1_200, paddingTop: 20 }}>
          <Bone width="100%" height={12} />
        </div>
      )}
    </Frame>
  )
}

function ToolLine({ tool: { id, name, refs, how, what, shown_by, href } }: { tool: Tool }) {
  const { shape, tone, word } = HOW_LOOKS[how]
  const [file, title] = shown_by?.split(' :: ') ?? []
  return (
    <Anchored id={id} className="tool">
      <div>
        <p>
          <b>{name}</b>
          <span className={`chip ${tone}`}>
            <i aria-hidden="true">{shape}</i>
            {word}
          </span>
        </p>
        <p className="tool-what">
          {what} {href && <ToolLink href={href} />}
        </p>
        {file && (
          <p className="tool-test">
            Shown by <code>{file}</code>
            {title && <>: {title}</>}
          </p>
        )}
      </div>
      <Refs id={id} refs={refs} />
      <Anchor id={id} />
    </Anchored>
  )
}

const ToolLink = ({ href }: { href: string }) =>
  href.startsWith('/') ? <To to={href}>Open</To> : <a href={href}>{href.replace(/^https?:\/\//, '')}</a>
