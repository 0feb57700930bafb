// Where the built page is.
import { fileURLToPath } from "node:url";

/** The folder of the page's files: beside `src` where Madang runs from its sources, in `dist` where it was packed. */
export const pageFolder: string = fileURLToPath(new URL("../../dist/web", import.meta.url));
