// Which dialog is open, and where the focus goes when it closes.
import { createContext, type ReactNode, useContext, useMemo, useRef, useState } from "react";
import { after } from "../../screens/after.ts";
import type { Person } from "../../sdk/browser.ts";
import { useActs } from "../state/use-chat.tsx";

/** Everything that stands over the conversation. */
export type Dialog =
  | {
      readonly kind:
        | "newChannel"
        | "browse"
        | "newMessage"
        | "switcher"
        | "profile"
        | "password"
        | "inbox"
        | "notifications";
    }
  | { readonly kind: "channel"; readonly channelId: string }
  | { readonly kind: "person"; readonly person: Person };

/** Opens and closes them. */
export interface Dialogs {
  /** Undefined: none is. */
  readonly open: Dialog | undefined;
  show(dialog: Dialog): void;
  /** Closes what is open; the focus goes back to where it was. */
  close(): void;
  /** Closes what is open; the focus goes to where one writes. */
  leave(): void;
  /** Closes what is open, and brings a channel to the front, ready to write. */
  enter(channelId: string): void;
}

const DialogsContext = createContext<Dialogs | undefined>(undefined);

/** Everything below it can open dialogs. */
export function DialogsProvider({ children }: { readonly children: ReactNode }) {
  const acts = useActs();
  const [open, setOpen] = useState<Dialog>();
  const opener = useRef<Element | null>(null);
  const dialogs = useMemo(() => {
    const closeTo = (target: Element | null) => {
      setOpen(undefined);
      opener.current = null;
      // After the dialog has let go of the focus.
      after(0, () => focusOn(target));
    };
    return {
      open,
      show: (dialog: Dialog) => {
        opener.current ??= openerOf(document.activeElement);
        setOpen(dialog);
      },
      close: () => closeTo(opener.current),
      leave: () => closeTo(null),
      enter: (channelId: string) => {
        acts.open(channelId);
        closeTo(null);
      },
    };
  }, [open, acts]);
  return <DialogsContext value={dialogs}>{children}</DialogsContext>;
}

/** The dialogs. */
export function useDialogs(): Dialogs {
  const dialogs = useContext(DialogsContext);
  if (!dialogs) throw new Error("Nothing can be opened here.");
  return dialogs;
}

// An item of a menu is gone with its menu: what stays is the button that opened it.
function openerOf(focused: Element | null): Element | null {
  const menu = focused?.closest("[role=menu]");
  return menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : focused;
}

function focusOn(target: Element | null): void {
  const isThere = target instanceof HTMLElement && target !== document.body && target.isConnected;
  // A field that has the focus brings up a phone's keyboard.
  const fallback = matchMedia("(pointer: coarse)").matches ? "main button" : "main textarea";
  const place = isThere && target.checkVisibility() ? target : document.querySelector(fallback);
  if (place instanceof HTMLElement) place.focus();
}
