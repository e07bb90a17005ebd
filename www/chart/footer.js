// The footer: the age of the data, or the error and the time of the next try.
import { make, setAttribute, setText } from "../shared/dom.js";
import { nextTryText } from "../shared/next-try.js";
import { isolate } from "../shared/localizer.js";
import { quietFor } from "./state.js";

/** The footer's elements. */
export class Footer {
  #text = make("span", { class: "status" });

  /** To be put into the shadow root. */
  root = make("div", { class: "footer", part: "footer" }, this.#text);

  /** @param {import("./view.js").ViewState} viewState */
  show(viewState) {
    const text = this.#format(viewState);
    setText(this.#text, text);
    setAttribute(this.#text, "title", text || null);
    this.#text.classList.toggle("error", viewState.failure !== null);
  }

  /** @param {import("./view.js").ViewState} viewState */
  #format(viewState) {
    const { snapshot, failure, localizer, now } = viewState;
    if (failure) return nextTryText(viewState) ?? localizer.formatError(failure);
    if (!snapshot) return "";
    const updated = snapshot.updatedAt === null ? "" : localizer.format("updated", { ago: localizer.formatRelative(Math.max(0, now - snapshot.updatedAt)) });
    const quiet = quietFor(snapshot);
    const parts = [
      snapshot.phase === "failed" && snapshot.jobError ? isolate(snapshot.jobError) : "",
      quiet === null ? "" : localizer.format("noEvent", { time: localizer.formatDuration(quiet) }),
      updated,
    ];
    return parts.filter(Boolean).join(" · ");
  }
}
