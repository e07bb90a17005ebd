//! Makes texts of the server fit to be shown.

use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Headers;

#[wasm_bindgen(module = "/src/sanitize.js")]
extern "C" {
    #[wasm_bindgen(js_name = sanitize)]
    fn sanitize_in_js(text: &str, max: u32, sent: Option<&Headers>) -> String;
}

/// The text without secrets, which are what the page `sent` in headers, and with an ellipsis in place of what is behind
/// `max` UTF-16 code units.
pub fn sanitize(text: &str, max: usize, sent: Option<&Headers>) -> String {
    // UTF-16 code units never outnumber the bytes of UTF-8.
    if sent.is_none() && text.len() <= max { text.into() } else { sanitize_in_js(text, max as u32, sent) }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;
    use web_sys::window;

    use super::*;

    fn redact(name: &str, value: &str, text: &str) -> String {
        let headers = Headers::new().unwrap();
        headers.set(name, value).unwrap();
        sanitize(text, 1000, Some(&headers))
    }

    #[wasm_bindgen_test]
    fn a_header_goes_whole_and_by_its_words() {
        let bearer = |text| redact("Authorization", "Bearer sk-0123456789", text);
        assert_eq!(bearer("Bearer sk-0123456789 is no key"), "… is no key");
        assert_eq!(bearer("'sk-0123456789' is no key, sk-0123456789"), "'…' is no key, …");
        assert_eq!(redact("X-Key", "a=1; session=abcdefghij", "abcdefghij"), "…");
    }

    #[wasm_bindgen_test]
    fn any_encoding_is_found() {
        let key = r#"k/e+y="(0123)"\x"#;
        for quoted in [
            key.to_owned(),
            String::from(js_sys::encode_uri_component(key)),
            "k%2fe%2By%3D%22%280123%29%22%5cx".into(),
            r#"k/e+y=\"(0123)\"\\x"#.into(),
            r#"k\/e+y=\u0022(0123)\u0022\u005Cx"#.into(),
            r"\u006b%2f\u0065+y=%22(0123)%22%5cx".into(),
        ] {
            assert_eq!(redact("X-Key", key, &format!("bad {quoted}!")), "bad …!", "{quoted}");
        }
    }

    #[wasm_bindgen_test]
    fn user_and_password_are_found_decoded() {
        let basic = format!("basic {}", window().unwrap().btoa("somebody:open sesame").unwrap());
        let basic = |text| redact("Authorization", &basic, text);
        assert_eq!(basic("somebody:open sesame"), "…");
        assert_eq!(basic("no user somebody with this password"), "no user … with this password");
        assert_eq!(redact("Authorization", "Basic !", "Basic !"), "Basic !", "it can't be decoded, and is short");
        assert_eq!(redact("Authorization", "Basic c29tZWJvZHk6cMOkc3N3w7ZydA==", "not pässwört"), "not …");
    }

    #[wasm_bindgen_test]
    fn what_is_no_secret_stays() {
        assert_eq!(redact("X-Key", "Bearer short", "Bearer, short"), "Bearer, short");
        assert_eq!(redact("X-Key", "", "any"), "any");
        for name in ["Accept", "Accept-Language", "Content-Type"] {
            assert_eq!(redact(name, "application/json", "no application/json"), "no application/json");
        }
        assert_eq!(sanitize("any text", 1000, Some(&Headers::new().unwrap())), "any text");
    }

    #[wasm_bindgen_test]
    fn a_long_text_ends_between_two_characters() {
        let cut = |text: &str, max| sanitize(text, max, None);
        assert_eq!(["abc", "abcd"].map(|text| cut(text, 3)), ["abc", "abc…"]);
        assert_eq!(cut("äöü", 3), "äöü", "code units, not bytes");
        assert_eq!(cut("ab👩\u{200d}👧d", 4), "ab…", "a family is one character");
        assert_eq!(cut(&format!("ab{}", "\u{301}".repeat(50_000)), 100), "a…");
        assert_eq!(cut(&"\u{301}".repeat(50_000), 100), "\u{301}".repeat(100) + "…");
    }
}
