// The page begins here. Each folder beside this file is one thing that a person sees or the page keeps:
//   session/       who is here: the saved person, the outbox in the browser, the way in (Entrance)
//   state/         what the client knows, as React state: one store for each client, pure reducers, useChat and useActs
//   frame/         the house around everything: the side, the front, the status dot
//   conversation/  the messages of the channel in front
//   composer/      where one writes
//   channels/      the list of channels, and what is done with one
//   people/        who is there, profiles, avatars
//   notify/        being told: the inbox, what one wants to hear of, this browser and other devices, why one was told
//   place/         where one is: the address of every channel and message, and the address bar
//   theme/         colours, sizes, the font, and the style sheets of the library in use
//   offline/       what stays when there is no server: the page itself (a service worker), and what was on screen
//   words/         every sentence, in English and Korean, one file for each of these folders
// The model of everything is the SDK: a component reads with useChat and acts with useActs or useClient.
import "./theme/library.css";
import "./theme/theme.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { LastResort } from "./last-resort.tsx";
import { installWorker } from "./offline/install-worker.ts";

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <LastResort>
        <App />
      </LastResort>
    </StrictMode>,
  );
installWorker();
