// What the library is told of our look; colours and sizes themselves stand in theme.css.
import { createTheme } from "@mantine/core";

/** The theme of every component of the library. */
export const theme = createTheme({
  primaryColor: "teal",
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
});
