// The whole page: language and look around it, and inside either the entrance or the house.
import { MantineProvider } from "@mantine/core";
import { useState, useSyncExternalStore } from "react";
import { Frame } from "./frame/frame.tsx";
import { Entrance } from "./session/entrance.tsx";
import { SessionGate } from "./session/session-gate.ts";
import { ChatProvider } from "./state/use-chat.tsx";
import { theme } from "./theme/theme.ts";
import { WordsProvider } from "./words/use-words.tsx";

/** Everything that is shown. */
export function App() {
  // The variables and classes that the library would write into <style> stand in our own files: the page's security
  // policy lets no script write styles.
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <WordsProvider>
        <Gate />
      </WordsProvider>
    </MantineProvider>
  );
}

function Gate() {
  const [gate] = useState(() => SessionGate.open());
  const phase = useSyncExternalStore(gate.subscribe, gate.phase);
  if (phase.type !== "inside") return <Entrance gate={gate} phase={phase} />;
  return (
    <ChatProvider session={phase.session} gate={gate}>
      <Frame />
    </ChatProvider>
  );
}
