// How components reach what there is about notifications: the inbox, what is wanted, and this browser.
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { keepLanguage } from "../offline/kept-language.ts";
import { browserTabs } from "../session/tabs.ts";
import { useClient } from "../state/use-chat.tsx";
import { useWords } from "../words/use-words.tsx";
import { Away } from "./away.ts";
import { BrowserPush, type PushState } from "./browser-push.ts";
import { Inbox, type InboxState } from "./inbox.ts";
import { type Wish, Wishes } from "./wishes.ts";

/** Everything about notifications of one session. */
export interface Notify {
  readonly inbox: Inbox;
  readonly wishes: Wishes;
  readonly push: BrowserPush;
}

const NotifyContext = createContext<Notify | undefined>(undefined);

/** Keeps all of it current while it is shown. */
export function NotifyProvider({ children }: { readonly children: ReactNode }) {
  const client = useClient();
  const { language } = useWords();
  const [away] = useState(() => new Away());
  const [notify] = useState<Notify>(() => ({
    inbox: new Inbox({
      notifications: client.notifications,
      openTabs: () => browserTabs("madang.inbox"),
      isAway: away.isAway,
    }),
    wishes: new Wishes(client.notifications, Date.now),
    push: new BrowserPush(client.notifications, () => client.me?.id ?? ""),
  }));
  useEffect(() => away.start(), [away]);
  useEffect(() => notify.inbox.start(), [notify]);
  useEffect(() => {
    // What cannot be asked now is asked with the next connection, or when somebody looks again.
    const load = () => void notify.wishes.load().catch(() => undefined);
    const begin = () => {
      if (client.state !== "connected") return;
      load();
      void notify.push.refresh();
    };
    begin();
    const off = client.listen((event) => event.type === "state" && begin());
    const look = () => document.visibilityState === "visible" && client.state === "connected" && load();
    document.addEventListener("visibilitychange", look);
    return () => {
      off();
      document.removeEventListener("visibilitychange", look);
      notify.wishes.close();
    };
  }, [client, notify]);
  useEffect(() => void keepLanguage(language), [language]);
  useBadge(notify.inbox);
  return <NotifyContext value={notify}>{children}</NotifyContext>;
}

/** What acts on it. */
export function useNotify(): Notify {
  const notify = useContext(NotifyContext);
  if (!notify) throw new Error("Nobody is told anything here.");
  return notify;
}

/** How the inbox stands. */
export function useInbox(): InboxState {
  const { state } = useNotify().inbox;
  return useSyncExternalStore(state.subscribe, state.read);
}

/** What is wanted in a channel, or with "" in general. */
export function useWish(place: string): Wish {
  const { wishes } = useNotify();
  return useSyncExternalStore(wishes.state.subscribe, () => wishes.in(place));
}

/** Tells of each channel whether it is muted now. */
export function useMuted(): (channelId: string) => boolean {
  const { wishes } = useNotify();
  useSyncExternalStore(wishes.state.subscribe, wishes.state.read);
  return (channelId) => wishes.in(channelId).mutedUntil !== undefined;
}

/** How it stands with this browser. */
export function usePush(): PushState {
  const { state } = useNotify().push;
  return useSyncExternalStore(state.subscribe, state.read);
}

// Where the page is installed its icon carries the number.
function useBadge({ state }: Inbox): void {
  const open = useSyncExternalStore(state.subscribe, () => state.read().open);
  useEffect(() => {
    const set = open > 0 ? navigator.setAppBadge?.(open) : navigator.clearAppBadge?.();
    set?.catch(() => undefined);
  }, [open]);
}
