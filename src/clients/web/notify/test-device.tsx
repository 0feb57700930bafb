// Sends a test to a device, and says what its provider answered.
import { Button } from "@mantine/core";
import { useState } from "react";
import dialogStyles from "../frame/dialog.module.css";
import { Failure } from "../frame/failure.tsx";
import { useClient } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { useWords } from "../words/use-words.tsx";

interface TestDeviceProps {
  readonly deviceId: string;
  readonly label: string;
}

interface TestAnswer {
  readonly taken: boolean;
  readonly answer: string;
  readonly tookMs: number;
}

/** A button, and the answer below it. */
export function TestDevice({ deviceId, label }: TestDeviceProps) {
  const { notify } = useWords();
  const { notifications } = useClient();
  const work = useWork();
  const [answer, setAnswer] = useState<TestAnswer>();
  const test = () => void work.run(async () => setAnswer(await notifications.testDevice(deviceId)));
  return (
    <div>
      <Button
        size="compact-sm"
        variant="default"
        loading={work.isBusy}
        aria-label={notify.testNamed(label)}
        onClick={test}
      >
        {notify.test}
      </Button>
      <div role="status">
        {answer && !work.isBusy && (
          <p className={dialogStyles[answer.taken ? "good" : "failure"]}>
            {(answer.taken ? notify.tested : notify.testFailed)(answer.answer, answer.tookMs)}
          </p>
        )}
      </div>
      <Failure of={work.failure} />
    </div>
  );
}
