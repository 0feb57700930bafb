// The last part of a message's way: whether one was notified, and if not why.
import { useEffect, useState } from "react";
import type { NotificationStep } from "../../sdk/browser.ts";
import { Station } from "../conversation/travel-station.tsx";
import dialogStyles from "../frame/dialog.module.css";
import { Failure } from "../frame/failure.tsx";
import { useChat, useClient } from "../state/use-chat.tsx";
import { clockLabel } from "../words/time-label.ts";
import { useWords } from "../words/use-words.tsx";
import styles from "./notification-steps.module.css";
import { stepFacts } from "./step-facts.ts";
import { useInbox } from "./use-notify.tsx";

/** Asks the server, and again whenever the inbox changes. */
export function NotificationSteps({ seq }: { readonly seq: number }) {
  const { notify } = useWords();
  const { steps, failure } = useSteps(seq);
  return (
    <section>
      <h3 className={dialogStyles["heading"]}>{notify.steps.title}</h3>
      <Failure of={failure} />
      {!steps && failure === undefined && <p className={dialogStyles["note"]}>{notify.steps.looking}</p>}
      {steps?.length === 0 && <p className={dialogStyles["note"]}>{notify.steps.none}</p>}
      {steps && (
        <ol className={styles["steps"]}>
          {steps.map((step, i) => (
            // Steps have no other name, and never change places.
            <Step key={i} step={step} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Step({ step }: { readonly step: NotificationStep }) {
  const words = useWords();
  const { title, why, sign } = stepFacts(step, Date.now(), words);
  const time = step.at === undefined ? undefined : clockLabel(step.at, words.language);
  return (
    <Station
      title={title}
      time={sign === "waits" && time !== undefined ? words.notify.steps.due(time) : time}
      why={why}
      isKnown={sign !== "waits"}
      isRefusal={sign === "failed"}
    />
  );
}

function useSteps(seq: number): { readonly steps: readonly NotificationStep[] | undefined; readonly failure: unknown } {
  const { notifications } = useClient();
  const channelId = useChat((state) => state.channelId);
  const { round } = useInbox();
  const [steps, setSteps] = useState<readonly NotificationStep[]>();
  const [failure, setFailure] = useState<unknown>();
  // A change of the inbox is one of its steps.
  useEffect(() => {
    let isCurrent = true;
    notifications.explain(channelId, seq).then(
      (all) => {
        if (!isCurrent) return;
        // That it was stored stands above already.
        setSteps(all.filter(({ kind }) => kind !== "accepted"));
        setFailure(undefined);
      },
      (error: unknown) => isCurrent && setFailure(error),
    );
    return () => {
      isCurrent = false;
    };
  }, [notifications, channelId, seq, round]);
  return { steps, failure };
}
