//! Numbers and times by the browser's `Intl`, in the reader's language and time zone.

use std::rc::Rc;

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::{fields::Fields, options::Options};
use job_progress_core::plot::locale::{Locale, TimeForm};

#[wasm_bindgen(module = "/src/values.js")]
extern "C" {
    fn reader(lang: &str, time_zone: &str) -> JsValue;
    fn format(reader: &JsValue, form: u32, value: f64) -> JsValue;
    #[wasm_bindgen(js_name = utcOffset)]
    fn utc_offset(reader: &JsValue, ms: f64) -> f64;
    fn fill(text: &str, reader: &JsValue, n: f64) -> JsValue;
}

/// Where the formatter of counts stands in values.js, after those of [`TimeForm`].
const COUNT: u32 = 3;

/// Numbers and times for one reader, and the page's words.
pub struct IntlLocale {
    /// Formatters of a language and a time zone.
    reader: JsValue,
    words: Rc<Words>,
}

/// The words on the canvas.
#[derive(Debug, Clone)]
pub struct Words {
    /// Title of the files panel.
    pub files: String,
    /// Title of the items panel.
    pub items: String,
    /// Label of the present.
    pub now: String,
    /// Label of a later attempt; `{n}` is its number.
    pub attempt: String,
    /// Name of all kinds that have no line of their own.
    pub other: String,
}

impl Default for Words {
    fn default() -> Self {
        Self::read(&Fields::of(&JsValue::UNDEFINED, ""))
    }
}

impl Words {
    /// The page's own words, and the default ones where it has none.
    pub fn read(fields: &Fields) -> Self {
        let word = |key: &str, default: &str| fields.text(key).unwrap_or_else(|| default.into());
        Self {
            files: word("files", "Files"),
            items: word("items", "Items"),
            now: word("now", "now"),
            attempt: word("attempt", "attempt {n}"),
            other: word("other", "other"),
        }
    }
}

impl IntlLocale {
    /// As a chart's options say.
    pub fn of(options: &Options) -> Self {
        Self::new(options.lang.as_deref(), options.time_zone.as_deref(), options.strings.clone())
    }

    /// For a BCP 47 language and an IANA time zone; the browser's own where `None` or unknown.
    pub fn new(lang: Option<&str>, time_zone: Option<&str>, words: Rc<Words>) -> Self {
        Self { reader: reader(lang.unwrap_or_default(), time_zone.unwrap_or_default()), words }
    }

    fn format(&self, form: u32, value: f64) -> String {
        format(&self.reader, form, value).as_string().unwrap_or_default()
    }
}

impl Locale for IntlLocale {
    fn count(&self, n: u64) -> String {
        self.format(COUNT, n as f64)
    }

    fn time(&self, ms: i64, form: TimeForm) -> String {
        self.format(form as u32, ms as f64)
    }

    fn utc_offset(&self, ms: i64) -> i64 {
        utc_offset(&self.reader, ms as f64) as i64
    }

    fn files(&self) -> &str {
        &self.words.files
    }

    fn items(&self) -> &str {
        &self.words.items
    }

    fn now(&self) -> &str {
        &self.words.now
    }

    fn attempt(&self, n: usize) -> String {
        fill(&self.words.attempt, &self.reader, n as f64).as_string().unwrap_or_default()
    }

    fn other(&self) -> &str {
        &self.words.other
    }
}
