// Something that takes a while: whether it is under way, and how it failed.
import { useRef, useState } from "react";

/** One piece of work at a time. */
export interface Work {
  readonly isBusy: boolean;
  /** Why the last one failed. */
  readonly failure: unknown;
  /** Does it unless something is under way; resolves to whether it passed. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

/** For what a person starts with a button: a failure is kept to be shown. */
export function useWork(): Work {
  const [failure, setFailure] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const busy = useRef(false);
  const run = async (work: () => Promise<unknown>) => {
    if (busy.current) return false;
    busy.current = true;
    setBusy(true);
    setFailure(undefined);
    try {
      await work();
      return true;
    } catch (error) {
      setFailure(error);
      return false;
    } finally {
      busy.current = false;
      setBusy(false);
    }
  };
  return { isBusy, failure, run };
}
