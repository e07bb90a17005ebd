// Loads a WebAssembly module, and says what is wrong if that fails.

/** A module, or its URL. @typedef {URL | string | Response | BufferSource | WebAssembly.Module} WasmSource */

const TYPE = "application/wasm";
/** What every WebAssembly module begins with. */
const MAGIC = [0, 0x61, 0x73, 0x6d];
const ADVICE = 'If the bundler leaves .wasm files out, import "job-progress-chart/inline"';
/** Longest part of a URL in a message; data URLs are long. */
const MAX_URL = 200;
const CSP = "the page's Content-Security-Policy";
/** Longest wait for the event of a policy after a request has failed, ms. */
const POLICY_EVENT_MS = 1000;

/**
 * Loads a module. A failure is an error whose message has the URL, the HTTP status and the cause.
 * @param {(options: {module_or_path: WasmSource}) => Promise<unknown>} init - instantiates it
 * @param {WasmSource} source
 */
export async function loadWasm(init, source) {
  const href = typeof source === "string" || source instanceof URL ? new URL(source, document.baseURI).href : "";
  let place = href && `${href.slice(0, MAX_URL)}: `;
  try {
    if (href) {
      const response = await request(href);
      place += `${response.status}, `;
      source = await check(response);
    }
    await init({ module_or_path: source });
  } catch (cause) {
    const { message } = /** @type {Error} */ (cause);
    // As Chromium, WebKit and Firefox put it.
    const isForbidden = /unsafe-eval|blocked by CSP/.test(message);
    throw new Error(place + (isForbidden ? `${CSP} forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src` : message), { cause });
  }
}

/**
 * Fetches a URL; an error says whether the page's policy forbids it.
 * @param {string} href
 */
async function request(href) {
  /** @type {(event: SecurityPolicyViolationEvent) => void} */ let record = () => {};
  const isForbidden = new Promise((resolve) => {
    record = ({ blockedURI }) => { if (blockedURI === href) resolve(true); };
  });
  document.addEventListener("securitypolicyviolation", record);
  try {
    return await fetch(href);
  } catch (cause) {
    // The event comes after the rejection, if it comes.
    const timeout = new Promise((resolve) => setTimeout(resolve, POLICY_EVENT_MS));
    if (!await Promise.race([isForbidden, timeout])) throw cause;
    throw new Error(`${CSP} forbids the request. Add the origin to its connect-src`, { cause });
  } finally {
    document.removeEventListener("securitypolicyviolation", record);
  }
}

/**
 * A response that can be compiled while it arrives; its bytes if it has another type.
 * @param {Response} response
 */
async function check(response) {
  if (!response.ok) throw new Error(`${response.statusText || "not found"}. ${ADVICE}`);
  const type = response.headers.get("Content-Type");
  if (type === TYPE) return response;
  const bytes = await response.arrayBuffer();
  const head = new Uint8Array(bytes).subarray(0, MAGIC.length);
  if (MAGIC.some((byte, at) => head[at] !== byte)) throw new Error(`${type || "no type"} instead of ${TYPE}. ${ADVICE}`);
  return bytes;
}
