// Tells whether the page is in sight.
import { useEffect } from "react";
import { useActs } from "../state/use-chat.tsx";

/** What comes while the page is hidden stands below a line when one comes back, and is read then. */
export function useLooking(): void {
  const acts = useActs();
  useEffect(() => {
    const tell = () => {
      const isLooking = document.visibilityState === "visible";
      acts.look(isLooking);
      if (isLooking) acts.markRead();
    };
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [acts]);
}
