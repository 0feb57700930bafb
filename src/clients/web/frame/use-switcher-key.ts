// Ctrl+K, and Cmd+K on a Mac, from anywhere.
import { useEffect } from "react";
import { useDialogs } from "./dialogs.tsx";

/** Opens the quick switcher, or closes it. */
export function useSwitcherKey(): void {
  const dialogs = useDialogs();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      if (dialogs.open?.kind === "switcher") dialogs.close();
      else dialogs.show({ kind: "switcher" });
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [dialogs]);
}
