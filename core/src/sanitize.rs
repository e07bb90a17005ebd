//! Texts of the server that are shown: without secrets, bounded, on one line, and apart from the text around them. Data
//! that a page or a file gets (traces, CSV, entries) stay as they are.

/// Longest name that is shown: of a job, a kind, an input, a metric, in UTF-16 code units.
pub const MAX_NAME: usize = 200;
/// Longest message that is shown on one line.
pub const MAX_MESSAGE: usize = 500;
/// Secrets are looked for in this much more of a text than is shown, because one may be cut in two.
pub const MAX_SECRET: usize = 10_000;

/// Makes a text fit to be shown: removes secrets, then cuts it off with an ellipsis after so many UTF-16 code units.
/// Given by the browser's side, which knows the secrets, and where a character of many code points ends.
pub type Sanitizer<'a> = &'a dyn Fn(&str, usize) -> String;

/// The text without what could hide or turn around other text: controls of direction (Unicode, UAX #9) are shown as
/// U+FFFD, other controls and invisible spaces as spaces.
pub fn one_line(text: &str) -> String {
    let char = |c: char| match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => ' ',
        c if c.is_control() => ' ',
        c => c,
    };
    text.chars().map(char).collect()
}

/// A text that is written from right to left, isolated from the sentence around it (UAX #9).
pub fn isolate(text: &str) -> String {
    let is_rtl = text.chars().any(|c| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    });
    if is_rtl { format!("\u{2068}{text}\u{2069}") } else { text.into() }
}

/// A [`Sanitizer`] where there is no browser: no secrets, and a character is a code point.
pub fn shorten(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "…",
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hides_or_turns_around() {
        assert_eq!(one_line("a\u{202e}b\u{2066}c\0d\r\ne\u{2028}f\u{200b}g\u{61c}h"), "a\u{fffd}b\u{fffd}c d  e f g h");
        let joined = "👩\u{200d}👧 می\u{200c}خواهم";
        assert_eq!(one_line(joined), joined, "joiners belong to their characters");
    }

    #[test]
    fn what_runs_to_the_left_is_isolated() {
        assert_eq!(isolate("Night run – “…”"), "Night run – “…”");
        assert_eq!(isolate("ריצה (1)"), "\u{2068}ריצה (1)\u{2069}");
    }

    #[test]
    fn a_long_text_ends_with_an_ellipsis() {
        assert_eq!(["äöü", "äöüß"].map(|text| shorten(text, 3)), ["äöü", "äöü…"]);
    }
}
