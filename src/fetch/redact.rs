//! Removes the page's header values from a server's text, because servers quote keys.

use js_sys::JsString;
use web_sys::Headers;

/// Shorter words are not keys and may occur anywhere.
const MIN_SECRET_BYTES: usize = 8;
/// The replacement.
const REDACTED: &str = "…";

/// The secrets of a request. Values come first: they contain the words.
pub struct Redactor(Vec<String>);

impl Redactor {
    /// The secrets are the values of all headers that a page sent, and each word of them: the key is the second word of
    /// `Bearer …`.
    pub fn new(sent: &Headers) -> Self {
        let is_separator = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '=' | '"');
        let mut secrets: Vec<String> = sent.values().into_iter().filter_map(|value| value.ok()?.as_string()).collect();
        let words: Vec<String> =
            secrets.iter().flat_map(|value| value.split(is_separator)).map(str::to_owned).collect();
        secrets.extend(words);
        secrets.retain(|secret| secret.len() >= MIN_SECRET_BYTES);
        Self(secrets)
    }

    /// The text without the secrets. Replaced in JS: `str::replace` makes the compressed wasm 4 kB larger.
    pub fn redact(&self, text: &str) -> String {
        self.0.iter().fold(JsString::from(text), |text, secret| text.replace_all(secret, REDACTED)).into()
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn redact(header: &str, text: &str) -> String {
        let headers = Headers::new().unwrap();
        headers.set("X-Key", header).unwrap();
        Redactor::new(&headers).redact(text)
    }

    #[wasm_bindgen_test]
    fn a_header_goes_whole_and_by_its_words() {
        let bearer = "Bearer sk-0123456789";
        assert_eq!(redact(bearer, "Bearer sk-0123456789 is no key"), "… is no key");
        assert_eq!(redact(bearer, "'sk-0123456789' is no key, sk-0123456789"), "'…' is no key, …");
        assert_eq!(redact("a=1; session=abcdefghij", "abcdefghij"), "…");
    }

    #[wasm_bindgen_test]
    fn short_words_stay() {
        assert_eq!(redact("Bearer short", "Bearer, short"), "Bearer, short");
        assert_eq!(redact("", "any"), "any");
    }
}
