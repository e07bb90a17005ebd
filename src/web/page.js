// The browser's half of `page.rs`.

/** Whether the page is visible. */
export const isVisible = () => !document.hidden;

/** Whether the browser says that there is a network. */
export const isOnline = () => navigator.onLine;

/** A URL, absolute or relative to the page. What can't be read is taken as the page's own. */
function read(/** @type {string} */ url) {
  try {
    return new URL(url, document.baseURI);
  } catch {
    return location;
  }
}

/** Whether a URL is of another origin than the page. */
export const isForeign = (/** @type {string} */ url) => read(url).origin !== location.origin;

/** Whether a URL is of this device. */
export const isLocal = (/** @type {string} */ url) => /^(127\.|\[::1\]$|(.+\.)?localhost$)/.test(read(url).hostname);
