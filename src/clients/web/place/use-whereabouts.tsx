// How components read where one is going.
import { createContext, type ReactNode, useContext, useLayoutEffect, useState, useSyncExternalStore } from "react";
import { useActs } from "../state/use-chat.tsx";
import { browserAddressBar } from "./address-bar.ts";
import { Whereabouts, type Whither } from "./whereabouts.ts";

const WhereaboutsContext = createContext<Whereabouts | undefined>(undefined);

/** Keeps the address bar and the channel in front together while it is shown. */
export function WhereaboutsProvider({ children }: { readonly children: ReactNode }) {
  const acts = useActs();
  const [whereabouts] = useState(
    () =>
      new Whereabouts(
        acts,
        browserAddressBar(() => acts.store.state.me?.id),
      ),
  );
  // Before the first picture, and before anything below it says that it was seen.
  useLayoutEffect(() => whereabouts.start(), [whereabouts]);
  return <WhereaboutsContext value={whereabouts}>{children}</WhereaboutsContext>;
}

/** Where one is going. */
export function useWhither(): Whither {
  const whereabouts = useWhereabouts();
  return useSyncExternalStore(whereabouts.subscribe, whereabouts.whither);
}

/** Takes one there. */
export function useWhereabouts(): Whereabouts {
  const whereabouts = useContext(WhereaboutsContext);
  if (!whereabouts) throw new Error("There is no address bar here.");
  return whereabouts;
}
