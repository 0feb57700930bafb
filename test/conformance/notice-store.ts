// Suites of a NoticeStore, all of them.
import type { SuiteOptions } from "./harness.ts";
import { noticeInboxSuite } from "./notice-inbox.ts";

/** Tests of everything that a NoticeStore promises. */
export function noticeStoreSuite(options: SuiteOptions): void {
  noticeInboxSuite(options);
}
