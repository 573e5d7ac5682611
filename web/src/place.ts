/** Where the app lives: under a base path, in a workspace, at the URL that clients use too. */

/** Of the installation, without a trailing slash; empty at the root. */
export const rootPath = new URL(document.baseURI).pathname.replace(/\/$/, '')

/** A workspace is an address of its own: all pages, calls and links below it stay in it. */
const [prefix = '', name = 'default'] = /^\/w\/([^/]+)/.exec(location.pathname.slice(rootPath.length)) ?? []

export const workspaceName = name

/** Without a trailing slash; empty at the root. */
export const basePath = rootPath + prefix

export const serverUrl = location.origin + basePath

/** The URL of a path of this server, in this workspace. */
export const urlOf = (path: string): string => basePath + path

/** Where another workspace lives. */
export const urlOfWorkspace = (workspace: string): string =>
  workspace === 'default' ? `${rootPath}/` : `${rootPath}/w/${workspace}/`
