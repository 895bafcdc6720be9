import type { Opener, Sealer } from "../secure/mod.ts";
import {
  ByteReader,
  type ByteWriter,
  endData,
  HEADER_BYTES,
  ProtocolError,
  TAG_BYTES,
} from "../wire/mod.ts";

/** What one end of a session needs, to send its datagrams and to read the other end's. */
export interface SessionKeys {
  /** The session's id: 53 random bits. */
  readonly session: number;
  readonly sealer: Sealer;
  readonly opener: Opener;
  /** What proves that a reset of this session is the server's: 16 bytes. */
  readonly resetToken: Uint8Array;
}

/**
 * Ends a datagram of data whose frames are written: the header in front is sealed as associated data, its number is
 * the nonce. Returns its length in bytes.
 */
export function sealData(
  writer: ByteWriter,
  { session, sealer }: SessionKeys,
  number: number,
  asking: boolean,
): number {
  const { target } = writer;
  const end = endData(writer, session, number, asking);
  const header = target.subarray(0, HEADER_BYTES);
  target.set(sealer.seal(number, header, target.subarray(HEADER_BYTES, end)), HEADER_BYTES);
  return end + TAG_BYTES;
}

/**
 * Opens a datagram of data: a reader of its frames.
 *
 * @throws {ProtocolError} where it is damaged, or not of this session
 */
export function openData(
  datagram: Uint8Array,
  { opener }: SessionKeys,
  number: number,
): ByteReader {
  const header = datagram.subarray(0, HEADER_BYTES);
  const frames = opener.open(number, header, datagram.subarray(HEADER_BYTES));
  if (frames === undefined) {
    throw new ProtocolError("Cannot open a datagram: it is not of this session");
  }
  return new ByteReader(frames);
}
