/** Starts the web app. */
import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import '@mantine/core/styles/default-css-variables.css'
import '@mantine/core/styles/baseline.css'
import './language.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/tables.css'
import './styles/page.css'
import './styles/mantine.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startLive } from './live.ts'
import { followMlflowLink } from './mlflow-links.ts'
import { createQueries } from './queries.ts'
import { createPages } from './router.tsx'
import { mantineTheme, startTheme, useScheme } from './theme.ts'

followMlflowLink()
startTheme()
startLive()
const queries = createQueries()
const pages = createPages(queries)

function App() {
  return (
    <MantineProvider theme={mantineTheme} forceColorScheme={useScheme()} withGlobalClasses={false}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={pages} />
      </QueryClientProvider>
    </MantineProvider>
  )
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
