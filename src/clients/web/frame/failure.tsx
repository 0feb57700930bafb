// Why something did not work, where it was tried.
import { failureSentence } from "../words/failure-sentence.ts";
import { useWords } from "../words/use-words.tsx";
import styles from "./dialog.module.css";

/** Nothing while nothing failed; read out at once when it did. */
export function Failure({ of: failure }: { readonly of: unknown }) {
  const words = useWords();
  return (
    <div role="alert">
      {failure !== undefined && <p className={styles["failure"]}>{failureSentence(failure, words)}</p>}
    </div>
  );
}
