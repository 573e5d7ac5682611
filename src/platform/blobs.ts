/** Bytes at rest: content-addressed, complete and durable before anybody can see them. */

export interface Blob {
  /** sha256 of the bytes, in hex. */
  digest: string
  size: number
}

export interface Range {
  start: number
  /** Inclusive. */
  end: number
}

/** Bytes that are complete, and are to be kept; nobody goes by their digest yet. */
export interface StagedBlob extends Blob {
  /** Moves the bytes to their place; call it while whoever sweeps unused blobs is kept away from this digest. */
  publish(): Promise<void>
  /** Deletes bytes that were not published; harmless otherwise. */
  discard(): Promise<void>
}

export interface OpenBlob {
  /** The bytes, or a range of them. A chunk is valid until the next one is asked for. */
  chunks(range?: Range): AsyncIterable<Uint8Array>
  close(): Promise<void>
}

export interface Blobs {
  /**
   * Writes a stream in constant memory; nothing remains of one that breaks off.
   * A chunk has been used when the next one is asked for.
   */
  stage(source: AsyncIterable<Uint8Array>): Promise<StagedBlob>
  /** Opens a blob, to be closed by the caller; throws RESOURCE_DOES_NOT_EXIST unless it is there in full. */
  open(blob: Blob): Promise<OpenBlob>
  has(digest: string): Promise<boolean>
  remove(digest: string): Promise<void>
  /** Digests that were last published before `before` (milliseconds), perhaps only those that begin with two digits. */
  older(before: number, beginning?: string): AsyncIterable<string>
  /** Deletes what unfinished uploads left behind before `before` (milliseconds). */
  sweep(before: number): Promise<number>
  /** Writes a little, reads it back and takes it away; throws what is wrong, with what to do. */
  probe(): Promise<void>
  /** Where the bytes lie, if they are a file that others may link to. */
  fileOf?(digest: string): string
}
