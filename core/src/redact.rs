//! Takes what a page sent in a header out of a server's text: servers quote keys.

/// What is shorter is no key, and may be any word.
const MIN_SECRET_BYTES: usize = 8;
/// What stands in its place.
const REDACTED: &str = "…";

/// Knows the secrets of a request.
#[derive(Debug, Default)]
pub struct Redactor {
    /// Values first: they contain the words.
    secrets: Vec<String>,
}

impl Redactor {
    /// The secrets are the values of all headers that a page sent, and each word of them: the key is the second word of
    /// `Bearer …`.
    pub fn new(header_values: impl IntoIterator<Item = String>) -> Self {
        let is_separator = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '=' | '"');
        let values: Vec<String> = header_values.into_iter().collect();
        let words: Vec<String> = values.iter().flat_map(|value| value.split(is_separator)).map(str::to_owned).collect();
        let mut secrets = [values, words].concat();
        secrets.retain(|secret| secret.len() >= MIN_SECRET_BYTES);
        Self { secrets }
    }

    /// The text without the secrets.
    pub fn redact(&self, text: &str) -> String {
        self.secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, REDACTED))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redact(values: &[&str], text: &str) -> String {
        Redactor::new(values.iter().map(|value| (*value).to_owned())).redact(text)
    }

    #[test]
    fn a_header_goes_whole_and_by_its_words() {
        let bearer = "Bearer sk-0123456789";
        assert_eq!(redact(&[bearer], "Bearer sk-0123456789 is no key"), "… is no key");
        assert_eq!(redact(&[bearer], "'sk-0123456789' is no key"), "'…' is no key");
        assert_eq!(redact(&["a=1; session=abcdefghij"], "abcdefghij"), "…");
    }

    #[test]
    fn short_words_stay() {
        assert_eq!(redact(&["Bearer short"], "Bearer, short"), "Bearer, short");
        assert_eq!(redact(&[""], "any"), "any");
    }
}
