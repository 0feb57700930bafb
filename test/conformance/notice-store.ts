// Suites of a NoticeStore, all of them.
import type { SuiteOptions } from "./harness.ts";
import { noticeInboxSuite } from "./notice-inbox.ts";
import { noticeManySuite } from "./notice-many.ts";
import { noticeOutboxSuite } from "./notice-outbox.ts";
import { noticePeopleSuite } from "./notice-people.ts";

/** Tests of everything that a NoticeStore promises. */
export function noticeStoreSuite(options: SuiteOptions): void {
  noticeInboxSuite(options);
  noticeOutboxSuite(options);
  noticePeopleSuite(options);
  noticeManySuite(options);
}
