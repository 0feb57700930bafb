// What doors and the gateway are handed to act for people: the services of this process, or of another one.
import type { AgentService } from "../gen/madang/agent/v1/agent_pb.ts";
import type { ChannelService } from "../gen/madang/channel/v1/channel_pb.ts";
import type { HeartbeatService } from "../gen/madang/heartbeat/v1/heartbeat_pb.ts";
import type { LobbyService } from "../gen/madang/lobby/v1/lobby_pb.ts";
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
  /** Opens a session for a guest; rejects with GUESTS_OFF, SIGN_IN_RATE or SUSPENDED. */
  admit(guest: DoorGuest): Promise<Caller>;
  /** Ends the session. */
  dismiss(caller: Caller): Promise<void>;
}
