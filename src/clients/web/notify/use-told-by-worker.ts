// Answers the service worker, and goes where a clicked notification leads.
import { useEffect } from "react";
import type { PageWhere, WorkerTold } from "../offline/worker-talk.ts";
import { useWhereabouts } from "../place/use-whereabouts.tsx";
import { useActs } from "../state/use-chat.tsx";
import { useNotify } from "./use-notify.tsx";

/** While the house is shown. */
export function useToldByWorker(): void {
  const { store } = useActs();
  const whereabouts = useWhereabouts();
  const { push } = useNotify();
  useEffect(() => {
    // Pages that came neither from this machine nor over TLS have none.
    if (!("serviceWorker" in navigator)) return;
    const hear = ({ data, ports: [port] }: MessageEvent<WorkerTold>) => {
      if (data.type === "where") {
        const isSeen = document.visibilityState === "visible" && whereabouts.whither().door === undefined;
        const where: PageWhere = { channelId: isSeen ? store.state.channelId : undefined };
        port?.postMessage(where);
      }
      if (data.type === "go") whereabouts.visit({ channelId: data.channelId, seq: data.seq || undefined });
      if (data.type === "subscribed") void push.refresh();
    };
    navigator.serviceWorker.addEventListener("message", hear);
    return () => navigator.serviceWorker.removeEventListener("message", hear);
  }, [store, whereabouts, push]);
}
