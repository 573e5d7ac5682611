/** Where the app lives: under a base path, at the URL that clients use too. */

/** Without a trailing slash; empty at the root. */
export const basePath = new URL(document.baseURI).pathname.replace(/\/$/, '')

export const serverUrl = location.origin + basePath

/** The URL of a path of this server. */
export const urlOf = (path: string): string => basePath + path
