// Makes texts of the server fit to be shown, for the engine (Rust imports this file). Imports nothing.

/** Shorter words of a header are not taken for secrets, because they may occur anywhere. */
const MIN_SECRET = 8;

/** The pattern of the headers that were used last. @type {{key: string, secrets: RegExp | null}} */
let last = { key: "", secrets: null };

/**
 * Removes what a page sent in a request's headers, because servers quote keys, and cuts the text off with an ellipsis, between two
 * characters.
 * @param {string} text
 * @param {number} max - in UTF-16 code units
 * @param {Headers | undefined} sent - the page's headers
 */
export function sanitize(text, max, sent) {
  const secrets = sent ? secretsOf(sent) : null;
  const clean = secrets ? text.replace(secrets, "…") : text;
  if (clean.length <= max) return clean;
  // A character that is longer than the limit is cut in two.
  const end = new Intl.Segmenter().segment(clean.slice(0, 2 * max)).containing(max)?.index || max;
  return `${clean.slice(0, end)}…`;
}

/**
 * A pattern of the values of all headers, the user and the password of `Basic …`, and the words of all these: the key is the second word
 * of `Bearer …`. What browsers send by themselves is no secret.
 * @param {Headers} headers
 */
function secretsOf(headers) {
  const values = [...headers].filter(([name]) => !/^(accept|content)\b/.test(name)).map(([, value]) => value);
  const key = values.join("\n");
  if (key !== last.key) {
    // Words come last: the values contain them.
    const texts = [...values, ...values.map(credentials)];
    const words = texts.flatMap((text) => text.split(/[\s,;:="]+/));
    const patterns = [...texts, ...words].filter((secret) => secret.length >= MIN_SECRET).map(anyEncoding);
    last = { key, secrets: patterns.length > 0 ? new RegExp(patterns.join("|"), "gi") : null };
  }
  return last.secrets;
}

/** The user and the password of an `Authorization` header (RFC 7617); empty if it has none. @param {string} value */
function credentials(value) {
  try {
    const [, encoded = ""] = /^basic (.*)/i.exec(value) ?? [];
    return new TextDecoder().decode(Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0)));
  } catch {
    return "";
  }
}

/** A pattern of a text whose characters may each be percent-encoded, or escaped as in JSON. @param {string} text */
function anyEncoding(text) {
  return text.replace(/[^]/gu, (c) => {
    const code = c.charCodeAt(0).toString(16).padStart(4, "0");
    return `(?:\\\\?${c.replace(/\W/, "\\$&")}|\\\\u${code}|${c > "\x7f" ? encodeURIComponent(c) : `%${code.slice(2)}`})`;
  });
}
