// What the library is told of our look; colours and sizes themselves stand in theme.css.
import { createTheme, Drawer, Menu, Modal } from "@mantine/core";

/** The theme of every component of the library. */
export const theme = createTheme({
  primaryColor: "teal",
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  // The placeholder is something to focus that is neither a menu's item nor said by any screen reader.
  components: {
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    // The page itself never scrolls; focus is given back by Dialogs, which knows what a menu hid.
    Modal: Modal.extend({ defaultProps: { lockScroll: false, returnFocus: false, transitionProps: { duration: 0 } } }),
    Drawer: Drawer.extend({ defaultProps: { lockScroll: false } }),
  },
});
