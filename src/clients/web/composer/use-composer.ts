// The text that is being written, and what becomes of it: a message, an answer, a change, a command.
import { useEffect, useRef, useState } from "react";
import { useDesk } from "../conversation/conversation-desk.tsx";
import { useActs, useChat, useClient } from "../state/use-chat.tsx";
import { failureSentence } from "../words/failure-sentence.ts";
import { useWords } from "../words/use-words.tsx";
import { runCommand } from "./commands.ts";
import { Draft } from "./drafts.ts";
import { hasControl, roomLeft } from "./text-limit.ts";
import { readTypedLine } from "./typed-line.ts";

/** The text, its fault if it has one, and how it is sent. */
export function useComposer() {
  const words = useWords();
  const acts = useActs();
  const client = useClient();
  const { about, writeAbout, reader, field } = useDesk();
  const channelId = useChat((state) => state.channelId);
  const myId = useChat((state) => state.me?.id);
  const draft = useDraft(myId, channelId);
  const [text, setText] = useState(draft.text);
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  useEditedText(setText, draft);
  // Who it is may be known only after the first connection.
  useEffect(() => setText((now) => (now === "" ? draft.text : now)), [draft]);
  const isEdit = about?.act === "edit";
  // One draft for all tabs: what is written in one of them must not undo what is written in another.
  useEffect(() => draft.listen((next) => !isEdit && setText(next)), [draft, isEdit]);

  const change = (next: string) => {
    setText(next);
    setFault(undefined);
    if (about?.act !== "edit") draft.keep(next);
    if (next !== "") acts.typed();
  };
  const sent = () => {
    change("");
    if (about) writeAbout(undefined);
    field.current?.focus();
  };
  const attempt = async (act: Promise<unknown>, written: string) => {
    setBusy(true);
    setFault(undefined);
    try {
      await act;
      // The command may have brought another channel to the front: this one's draft is done with all the same.
      if (draft.text === written) draft.keep("");
      // What was typed meanwhile stays.
      if (field.current?.value === written) sent();
    } catch (error) {
      setFault(failureSentence(error, words));
    } finally {
      setBusy(false);
    }
  };
  const send = () => {
    // The field itself knows the last syllable.
    const written = field.current?.value ?? text;
    if (written.trim() === "" || isBusy) return;
    const wrong = faultOf(written, words.conversation.composer);
    if (wrong !== undefined) return setFault(wrong);
    if (about?.act === "edit") return void attempt(client.edit(channelId, about.message.seq, written), written);
    const line = readTypedLine(written);
    if (line.kind === "command") {
      const desk = { client, words, channelId, open: (id: string) => acts.open(id) };
      return void attempt(runCommand(line.name, line.rest, desk), written);
    }
    acts.say(line.text, about?.message.seq);
    sent();
  };
  /** Changes one's own last message; whether there is one. */
  const editLast = () => {
    const message = reader.reading().messages.findLast((one) => one.from.id === myId && !one.deleted && one.text);
    if (message) writeAbout({ act: "edit", message });
    return message !== undefined;
  };
  return { text, change, fault, setFault, isBusy, send, editLast };
}

function useDraft(userId: string | undefined, channelId: string): Draft {
  const [held, setHeld] = useState(() => ({ userId, draft: new Draft(userId ?? "", channelId) }));
  if (held.userId === userId) return held.draft;
  const next = { userId, draft: new Draft(userId ?? "", channelId) };
  setHeld(next);
  return next.draft;
}

// A message that is changed takes the draft's place, and gives it back afterwards.
function useEditedText(setText: (text: string) => void, draft: Draft): void {
  const { about } = useDesk();
  const edited = about?.act === "edit" ? about.message : undefined;
  const before = useRef(edited);
  useEffect(() => {
    if (edited === before.current) return;
    before.current = edited;
    setText(edited ? edited.text : draft.text);
  }, [edited, draft, setText]);
}

type Sentences = ReturnType<typeof useWords>["conversation"]["composer"];

function faultOf(text: string, sentences: Sentences): string | undefined {
  const room = roomLeft(text);
  if (room < 0) return sentences.tooLong(-room);
  return hasControl(text) ? sentences.control : undefined;
}
