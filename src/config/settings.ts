// The table of settings: what each means, may be, and is when nobody says anything.
import {
  addresses,
  contact,
  file,
  flag,
  folder,
  hostName,
  list,
  name,
  oneOf,
  place,
  ports,
  whole,
  words,
} from "./setting-kinds.ts";

const hostAndPort = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/;
const hostsAndPorts = "host:port of one or more, with commas between them";

/** Every setting by its name in madang.config.json. */
export const settings = {
  data: folder("The folder with all data; made if it is missing. One Madang uses it at a time.", "./data"),
  listen: addresses(
    "Where to listen; give the flag more than once, or commas, for more places.",
    ["127.0.0.1", "::1"].map((host) => ({ host, port: 50051 })),
    "127.0.0.1:50051 and, where there is IPv6, [::1]:50051",
  ),
  tlsCert: file("The server's certificate chain in PEM: with it, only TLS is spoken. Goes with --tls-key."),
  tlsKey: file("The private key of the certificate in PEM."),
  tlsClientCa: file("Clients must show a certificate that this authority signed, in PEM."),
  guests: oneOf(
    ["on", "off", "auto"],
    "Whether people may come in by a name alone; auto: from this machine only. Behind a proxy everybody comes from the proxy's machine: say on or off.",
    "auto",
  ),
  authKey: file("Accept tokens that your program signs: an HS256 secret, or a public key in PEM."),
  authJwks: file("Accept tokens that your program signs: its JSON Web Key Set, read again when it changes."),
  accessTokenMinutes: whole([1, 1_440], "How long an access token is good for.", 60),
  refreshTokenDays: whole([1, 3_650], "How long one can stay away and still be signed in.", 30),
  guestNameDays: whole([1, 3_650], "After so long without a session a guest's name is free again.", 30),
  sendRate: whole([0, 1_000_000], "Sends a second that one person may keep up; 0: no limit.", 100),
  sendBurst: whole([1, 1_000_000], "Sends that one person may make at once.", 1_000),
  signInFailuresPerMinute: whole(
    [0, 1_000_000],
    "Failed sign-ins a minute, for an address and for an account; 0: no limit.",
    10,
  ),
  connectionsPerAddress: whole(
    [0, 1_000_000],
    "Connections from one address, except from this machine; 0: no limit.",
    200,
  ),
  http: addresses(
    "Where browsers find the page, Socket.IO and HTTP/JSON. With port 0 in --listen, any free port unless named here.",
    ["127.0.0.1", "::1"].map((host) => ({ host, port: 8080 })),
    "127.0.0.1:8080 and, where there is IPv6, [::1]:8080",
  ),
  httpOrigins: list(
    "Pages of other origins that may use it, e.g. https://chat.example, and where a proxy on this machine shows it; our own page always may.",
    /^https?:\/\/[^/\s]+$/,
    "origins like https://chat.example, with commas between them",
  ),
  httpPolling: flag("Also let browsers come by HTTP long polling, for networks that know no WebSocket."),
  doorListen: addresses(
    "Where the older protocols' clients look for their servers, always without TLS. With port 0 in --listen, none unless named here.",
    [50050, 50052, 4321, 11912].flatMap((port) => ["127.0.0.1", "::1"].map((host) => ({ host, port }))),
    "ports 50050, 50052, 4321 and 11912 of 127.0.0.1 and, where there is IPv6, [::1]",
  ),
  channelPorts: ports(
    "Ports for channels that older chatting clients make: one each while somebody is in it; 0: any free port.",
    [50054, 50055, 50056, 50057],
    "50054-50057",
  ),
  doors: words(
    ["off", "chatting", "chat-server", "agg-funcs", "route-guide", "notification"],
    "off",
    "Older protocols that answer other machines too. They know no sign-in, so without their name here they answer this machine only; off: they answer nobody.",
  ),
  doorHost: hostName("The host name under which older chatting clients are told to look for us.", "localhost"),
  noteReplay: whole(
    [0, 1_000_000_000],
    "How many of the latest notes a new ChatStream listener of the older chat-server gets; 0: all.",
    0,
  ),
  streamNotifications: flag("Push older SendNotification calls to the StreamNotifications stream of that person."),
  printDoors: flag("Print on standard output what the older servers printed, with the text of messages."),
  traceCalls: flag("Print a line on standard output for every hop of a message: ids and times, never its text."),
  notifyWhen: oneOf(
    ["offline", "not-here"],
    "Who of a channel's people is notified of what is said there: those who are not online, or all who do not have that channel open.",
    "offline",
  ),
  notifyOnlineAfter: whole(
    [0, 86_400],
    "Direct messages, mentions and replies that somebody online has not read after so many seconds are notified all the same; 0: never.",
    20,
  ),
  notifyTo: place(
    "Another notification service (notification.NotificationService) to hand offline people to, in place of ours.",
  ),
  strictNotifications: flag(
    "SendNotification of the older chat.ChatService answers failure for people whom nobody knows.",
  ),
  notifyForHours: whole([1, 720], "How long a notification is tried that no device takes.", 24),
  notifyPrivate: flag(
    "Let webhooks and push services be on this machine and in private networks, and webhooks without TLS.",
  ),
  notifyContact: contact(
    "Whom push services may write to when something is wrong with our pushes: a mail address or a page.",
    "mailto:operator@example.org",
  ),
  kafka: list(
    "Kafka brokers that keep the log of a fleet. Goes with --cql; without both, everything is kept in the data folder.",
    hostAndPort,
    hostsAndPorts,
  ),
  cql: list(
    "ScyllaDB or Cassandra nodes that keep the rows of a fleet. Goes with --kafka.",
    hostAndPort,
    hostsAndPorts,
  ),
  kafkaTopic: name(
    "The topic of the log.",
    /^[A-Za-z0-9._-]{1,200}$/,
    "1 to 200 of letters, digits and ._-",
    "madang.log",
  ),
  cqlKeyspace: name(
    "The keyspace of the rows.",
    /^[a-z][a-z0-9_]{0,47}$/,
    "1 to 48 of a-z, 0-9 and _, with a letter first",
    "madang",
  ),
  cqlDataCenter: name(
    "The data centre of the CQL nodes beside this process.",
    /^[\w.-]{1,100}$/,
    "1 to 100 of letters, digits and ._-",
    "datacenter1",
  ),
  cqlUser: file("A file with user and password of the CQL nodes, as user:password."),
  nodeListen: addresses(
    "Where other nodes of the fleet reach this one: no wildcard, since they are told so. Not for clients.",
    [{ host: "127.0.0.1", port: 0 }],
    "127.0.0.1 and any free port",
  ),
  services: words(
    ["all", "agent", "heartbeat", "lobby", "channel", "notification", "gateway", "doors"],
    "all",
    "What this process does, in a fleet: channel owns channels, notification notifies, gateway and doors let people in.",
  ),
  logLevel: oneOf(
    ["trace", "debug", "info", "warn", "error", "fatal", "silent"],
    "What the log on standard error tells.",
    "warn",
  ),
};
