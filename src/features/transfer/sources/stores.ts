/**
 * Files of runs and models wherever their locations say that they are: on this disk or in a bucket, and only below the
 * places that were allowed. A location comes out of the source, and may name anything this server can read.
 */
import { existsSync } from 'node:fs'
import { parse, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { invalid } from '../../../lib/failure.ts'
import type { SourceFile } from '../source.ts'
import { type BucketPlace, bucketFiles } from './stores/bucket.ts'
import { isInside, listFolder, openFile } from './stores/disk.ts'

export interface StoreOptions {
  /** The place below which artifacts lie: the whole path of a folder, or s3://bucket/prefix. It is that of --artifacts-destination. */
  artifactsRoot?: string | undefined
  /** How buckets are reached. */
  s3?: BucketPlace | undefined
}

export interface ArtifactStores {
  list(uri: string): AsyncIterable<SourceFile>
  open(uri: string, path: string): Promise<AsyncIterable<Uint8Array>>
}

interface Own {
  /** A folder that may be read as well. */
  beside?: string | undefined
  /** Where the files of a location may be if they are not there. */
  moved?: (path: string) => string[]
}

const ALLOW = "Name the folder or the bucket in 'artifacts_root'"

const isBucket = (place: string): boolean => /^s3:\/\//i.test(place)
const decode = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** The path of a location on a disk; undefined for other stores. */
function diskPathOf(uri: string): string | undefined {
  if (/^file:/i.test(uri)) {
    // MLflow writes file:///a and file:/a, and a path with spaces as it is.
    const path = /^file:(?:\/\/(?:localhost)?)?(\/.*)$/i.exec(uri)?.[1]
    if (path === undefined) return undefined
    try {
      return fileURLToPath(`file://${path}`)
    } catch {
      return path
    }
  }
  return /^[a-z][a-z0-9+.-]+:/i.test(uri) ? undefined : uri
}

export function readRoot(root: string | undefined): string | undefined {
  if (root === undefined || isBucket(root)) return root?.replace(/\/+$/, '')
  const path = diskPathOf(root)
  if (path === undefined || resolve(path) !== path.replace(/(?<=.)\/+$/, ''))
    throw invalid(
      `Parameter 'artifacts_root' is '${root.slice(0, 200)}'. Give the whole path of a folder, or s3://bucket/prefix.`,
    )
  return resolve(path)
}

type Place = { folder: string; allowed: string[] } | { bucket: string }

export function artifactStores({ artifactsRoot, s3, beside, moved }: StoreOptions & Own): ArtifactStores {
  const root = readRoot(artifactsRoot)
  const bucket = bucketFiles(s3)
  const onDisk = root !== undefined && !isBucket(root) ? root : undefined
  // The root of a disk is no folder of artifacts.
  const allowed = [beside, onDisk].filter((path): path is string => path !== undefined && path !== parse(path).root)

  function inBucket(uri: string): Place {
    if (root === undefined || !isBucket(root) || !(`${uri}/`.startsWith(`${root}/`) && !uri.includes('/../')))
      throw invalid(`The files at '${uri}' lie in a bucket that was not allowed. ${ALLOW}, as in s3://bucket/prefix.`)
    return { bucket: uri }
  }

  async function placeOf(uri: string): Promise<Place> {
    const [, proxied] = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/is.exec(uri) ?? []
    if (proxied !== undefined) {
      if (root === undefined)
        throw invalid(
          `The files at '${uri}' are behind a server that keeps them elsewhere. ${ALLOW}: the place of its --artifacts-destination.`,
        )
      const path = decode(proxied)
      return isBucket(root) ? inBucket(`${root}/${path}`) : { folder: resolve(root, path), allowed: [root] }
    }
    if (isBucket(uri)) return inBucket(uri)
    const path = diskPathOf(uri)
    if (path === undefined || path === '')
      throw invalid(
        `The files at '${uri}' are in a store that is not read directly. Move in from the server itself, or copy them into a folder and name it in 'artifacts_root'.`,
      )
    const folder = resolve(beside ?? '/', path)
    const isHere = allowed.some((place) => isInside(place, folder)) && existsSync(folder)
    return { folder: (isHere ? undefined : moved?.(folder).find((path) => existsSync(path))) ?? folder, allowed }
  }

  return {
    async *list(uri) {
      const place = await placeOf(uri)
      if ('bucket' in place) yield* bucket.list(place.bucket)
      else yield* listFolder(place.folder, place.allowed)
    },
    async open(uri, path) {
      const place = await placeOf(uri)
      return 'bucket' in place ? bucket.open(place.bucket, path) : openFile(place.folder, path, place.allowed)
    },
  }
}
