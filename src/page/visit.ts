import { equals } from "@std/bytes/equals";
import { Client, type Meet } from "../client/client.ts";
import type { ClientEvent, ClientOptions } from "../client/protocol.ts";
import { describeReason, type Messages } from "../language/mod.ts";
import type { Destination } from "../link/dialer.ts";
import { wordsOf } from "../talk/key_words.ts";
import { isSeated } from "../talk/seat_follower.ts";
import type { Greeting } from "../wire/handshake.ts";
import type { Door, Visitor } from "./door.ts";
import { isInvited, linkTo, type RoomPart, serverOf } from "./invitation.ts";
import type { Keeper } from "./kept.ts";
import { RoomPage } from "./room_page.ts";
import { PageSeatWorker } from "./seat_worker.ts";

/** Entries from before that are shown at once. */
const HISTORY = 100;

/** What a visit takes place in. */
export interface VisitOptions {
  readonly door: Door;
  readonly keeper: Keeper;
  readonly messages: Messages;
  readonly invitation: RoomPart | undefined;
  /** Shows the room. */
  readonly show: (room: RoomPage) => void;
}

/** One time at the door and in the room, from the name to the end. */
export class Visit {
  readonly room: RoomPage;
  readonly #options: VisitOptions;
  readonly #visitor: Visitor;
  readonly #worker = new PageSeatWorker();
  readonly #client: Client;
  /** The key of the room that answered, and whether the member was never in it. */
  #key: Uint8Array | undefined;
  #isNew = false;
  /** Whether the door has said all that there is to say of it. */
  #isOver = false;

  constructor(visitor: Visitor, options: VisitOptions) {
    this.#visitor = visitor;
    this.#options = options;
    const { keeper, messages } = options;
    const seat: ClientOptions = {
      server: serverOf(location),
      identity: keeper.identity(),
      room: undefined,
      dialect: "reliable",
      // The page that was loaded before, if there is one, has the seat: it is this member's.
      takesOver: true,
      history: HISTORY,
      patience: Infinity,
    };
    const meet: Meet = (greeting) => this.#meet(greeting);
    this.#client = new Client(this.#worker, seat, meet, (event) => this.#hear(event));
    this.#client.ended.catch((error) => this.#refuse(String(error)));
    this.room = new RoomPage(this.#client, messages, keeper);
    this.room.onName = (name) => {
      keeper.set("name", name);
      keeper.setInTab("seated", name);
    };
    this.#client.enter(visitor.name);
  }

  /** The network or the machine is back. */
  renew(): void {
    if (!this.#isOver) this.#worker.renew();
  }

  /** Whether something that was said would be lost with the page. */
  get isUnderWay(): boolean {
    return !this.#isOver && this.room.view.isUnderWay;
  }

  /** Decides on the room that answers: the one that was invited to, or that was here before, or a new one. */
  async #meet({ key, isSecret }: Greeting): Promise<Destination | undefined> {
    const { door, keeper, messages, invitation } = this.#options;
    if (invitation !== undefined && !isInvited(key, invitation)) {
      return this.#refuse(messages.inBrowser.otherRoom);
    }
    const known = keeper.room();
    this.#isNew = known === undefined;
    if (invitation === undefined && known !== undefined && !equals(known, key)) {
      const words = [known, key].map((each) => wordsOf(each, messages.language));
      const [before = [], now = []] = await Promise.all(words);
      if (!await door.askChanged(before, now)) return this.#giveUp();
      this.#isNew = true;
    }
    this.#key = key;
    if (!isSecret) return { key, secret: undefined };
    const secret = this.#visitor.secret ?? invitation?.secret ?? keeper.getInTab("secret");
    if (secret !== "") return { key, secret: secret.normalize("NFC") };
    door.askSecret();
    return this.#giveUp();
  }

  #hear(event: ClientEvent): void | Promise<void> {
    const { messages } = this.#options;
    if (event.kind === "entered") return this.#sit(event);
    if (event.kind === "ended") {
      if (this.room.name === undefined || this.#isOver) return;
      this.#options.keeper.setInTab("seated", "");
      return this.#refuse(this.room.farewell(event.reason));
    }
    if (isSeated(event)) return this.room.hear(event);
    if (event.kind === "refused") {
      const why = messages.nameRefused(event.name, describeReason(event.reason, messages));
      if (this.room.name === undefined) return this.#refuse(why);
      return this.room.view.notice(why);
    }
    if (this.room.name !== undefined) return;
    if (event.kind === "unanswered") return this.#refuse(messages.inBrowser.notAnswering);
    if (event.kind === "incompatible") return this.#refuse(messages.inBrowser.otherVersion);
    if (event.kind === "impostor") return this.#refuse(messages.inBrowser.otherRoom);
    if (event.kind === "wrong-secret") {
      this.#options.keeper.setInTab("secret", "");
      this.#options.door.askSecret(messages.inBrowser.wrongPassword);
      this.#giveUp();
    }
  }

  #sit(entered: Extract<ClientEvent, { kind: "entered" }>): void {
    const { keeper, door, messages, invitation, show } = this.#options;
    const secret = this.#visitor.secret ?? invitation?.secret;
    if (secret !== undefined) keeper.setInTab("secret", secret);
    door.close();
    show(this.room);
    this.room.sit(entered);
    if (this.#key === undefined) return;
    keeper.keepRoom(this.#key);
    this.room.link = linkTo(this.#key, location);
    if (this.#isNew) this.#tellWords(this.#key, messages);
  }

  async #tellWords(key: Uint8Array, messages: Messages): Promise<void> {
    const words = await wordsOf(key, messages.language);
    for (const line of [messages.newRoom, ...words]) this.room.view.notice(line);
  }

  /** Back to the door, with a word about it. */
  #refuse(why: string): undefined {
    if (this.#isOver) return;
    this.#giveUp();
    this.#options.door.open(why);
  }

  #giveUp(): undefined {
    this.#isOver = true;
    this.room.node.remove();
    this.#client.leave();
  }
}
