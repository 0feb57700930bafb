// What doors and the gateway are handed to act for people: the services of this process, or of another one.
import type { AgentService } from "../gen/madang/agent/v1/agent_pb.ts";
import type { ChannelService } from "../gen/madang/channel/v1/channel_pb.ts";
import type { HeartbeatService } from "../gen/madang/heartbeat/v1/heartbeat_pb.ts";
import type { LobbyService } from "../gen/madang/lobby/v1/lobby_pb.ts";
import type { UserRow } from "./ports.ts";
import type { Caller, Service } from "./service.ts";

/** The services, by what they are about. */
export interface Peers {
  readonly agent: Service<typeof AgentService>;
  readonly heartbeat: Service<typeof HeartbeatService>;
  readonly lobby: Service<typeof LobbyService>;
  readonly channel: Service<typeof ChannelService>;
}

/** A person who comes through a door that knows no sign-in. */
export interface DoorGuest {
  /** What the door knows them by: the same key is the same person, also after a restart. At most 200 characters. */
  readonly key: string;
  /** The name that they would like; what cannot be in a name is left out. */
  readonly wish: string;
  /** Stands behind the name, so that nobody takes them for the account of that name; "" for nothing. */
  readonly mark: string;
  /** From where they come. */
  readonly address: string;
}

/** Lets people in at doors. */
export interface GuestDesk {
  /**
   * Opens a session for a guest; rejects with GUESTS_OFF, SIGN_IN_RATE or SUSPENDED. `onEnded` is called once if the
   * session ends otherwise than by `dismiss`: whoever is to stay has to be admitted anew.
   */
  admit(guest: DoorGuest, onEnded: (caller: Caller) => void): Promise<Caller>;
  /** Ends the session. */
  dismiss(caller: Caller): Promise<void>;
}

/** What an operator does with people's accounts; whatever ends sessions ends their open streams at once. */
export interface AccountDesk {
  /** Makes an account; rejects as SignUp does, but for its rate. */
  create(name: string, password: string): Promise<UserRow>;
  /** Replaces the password and resolves to how many sessions ended; rejects as SignUp does for the password. */
  setPassword(userId: string, password: string): Promise<number>;
  /** Keeps the person out, or no longer; resolves to how many sessions ended. */
  setSuspended(userId: string, suspended: boolean): Promise<number>;
  /** Ends all sessions of the person; resolves to how many. */
  signOut(userId: string): Promise<number>;
}
