/**
 * What is kept on disk, for this person alone: keys, known rooms, and what rooms say. This
 * folder must not know sockets, rooms as they run, or people's languages.
 *
 * @module
 */

export {
  keepKey,
  KEY_LENGTH,
  memberKeyPath,
  type RandomBytes,
  roomFolder,
  roomKeyPath,
} from "./keys.ts";
export {
  type KnownRoom,
  KnownRooms,
  nameKey,
  type Recognition,
  type Sighting,
} from "./known_rooms.ts";
export { readPasswordFile } from "./password_file.ts";
export {
  configurationFolder,
  roomFilePath,
  roomFilePaths,
  storeFolder,
  type System,
} from "./place.ts";
export { makeFolder, StoreError, tryFolder } from "./private_files.ts";
export { filesOf, type NewRoom } from "./database.ts";
export { type Fault, RoomFile, type Search } from "./room_file.ts";
export type { Row } from "./row.ts";
export type { Lease, RecordStream, StreamEvent, StreamMessage } from "./stream/record_stream.ts";
export type { JetStream, StreamPlace } from "./stream/jet_stream.ts";
