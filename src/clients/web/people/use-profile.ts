// A person's profile, fetched when it is looked at.
import { useEffect, useState } from "react";
import type { Profile } from "../../sdk/browser.ts";
import { useClient } from "../state/use-chat.tsx";

/** Undefined until it is there; `failure` is why it does not come. */
export function useProfile(id: string | undefined): { readonly profile?: Profile; readonly failure?: unknown } {
  const client = useClient();
  const [found, setFound] = useState<{ readonly profile?: Profile; readonly failure?: unknown }>({});
  useEffect(() => {
    if (id === undefined) return;
    let isCurrent = true;
    const set = (next: typeof found) => isCurrent && setFound(next);
    client.profile({ id }).then(
      (profile) => set({ profile }),
      (failure: unknown) => set({ failure }),
    );
    return () => {
      isCurrent = false;
    };
  }, [client, id]);
  return found;
}
