// What stands on the page when a fault of ours stopped it: the way back, instead of nothing.
import { Component, type ReactNode } from "react";

interface LastResortProps {
  readonly children: ReactNode;
}

/** Shows its children, or, once they failed, how to go on: what was written is kept in the browser. */
export class LastResort extends Component<LastResortProps, { readonly hasFailed: boolean }> {
  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override state = { hasFailed: false };

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <main className="last-resort">
        <p>Something on this page went wrong. What you wrote is kept.</p>
        <p lang="ko">페이지에 문제가 생겼습니다. 쓴 글은 남아 있습니다.</p>
        <button type="button" onClick={() => location.reload()}>
          Load it again · 다시 열기
        </button>
      </main>
    );
  }
}
