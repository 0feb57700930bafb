// The browser's address bar, with its buttons back and forward.
import { addressOf, type Place, placeIn } from "./address.ts";

/** Where the address bar says that one is. */
export interface AddressBar {
  /** Undefined: it names no place. */
  read(): Place | undefined;
  /** Names another place; back leads to the one before. */
  push(place: Place): void;
  /** Hears of every place that one goes to by the browser's own buttons and links, until the returned function is called. */
  listen(onPlace: (place: Place | undefined) => void): () => void;
}

/** The address bar of this tab. What another person of this browser left in its history is no place of mine. */
export function browserAddressBar(myId: () => string | undefined): AddressBar {
  const read = () => {
    const by: unknown = history.state?.by;
    return by === undefined || by === myId() ? placeIn(location.hash) : undefined;
  };
  const push = (place: Place) => history.pushState({ by: myId() }, "", addressOf(place));
  return {
    read,
    push,
    listen(onPlace) {
      const walked = () => onPlace(read());
      const clicked = (event: MouseEvent) => {
        const place = placeOfClick(event);
        if (!place) return;
        event.preventDefault();
        push(place);
        onPlace(place);
      };
      addEventListener("popstate", walked);
      document.addEventListener("click", clicked);
      return () => {
        removeEventListener("popstate", walked);
        document.removeEventListener("click", clicked);
      };
    },
  };
}

// A link to a place of this very page opens here; with a key held it opens where the browser wants.
function placeOfClick(event: MouseEvent): Place | undefined {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return undefined;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || link.origin !== location.origin || link.pathname !== "/") return undefined;
  return placeIn(link.hash);
}
