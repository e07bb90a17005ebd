//! Numbers and times by the browser's `Intl`, in the user's language and time zone.

use std::{cell::RefCell, rc::Rc};

use job_progress_core::plot::locale::{Locale, TimeForm, parse_gmt_offset};
use js_sys::{JsString, Object, Reflect};
use serde::Deserialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

// As in js-sys, but catching exceptions: for an unknown language or time zone, and for a time outside the range of
// `Date`.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(lang: Option<&str>, options: &Object) -> Result<NumberFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &NumberFormat, n: f64) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(lang: Option<&str>, options: &Object) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &DateTimeFormat, ms: f64) -> Result<String, JsValue>;
}

/// When the cache of formatters has this many entries it is cleared.
const MAX_FORMATTERS: usize = 8;

thread_local! {
    /// Creating a formatter is slow, so all charts of a page share them.
    static FORMATTERS: RefCell<Vec<Rc<Formatters>>> = const { RefCell::new(Vec::new()) };
}

/// Formatters for a language and a time zone; `None` where the browser can't create one.
struct Formatters {
    lang: Option<String>,
    time_zone: Option<String>,
    count: Option<NumberFormat>,
    seconds: Option<DateTimeFormat>,
    minutes: Option<DateTimeFormat>,
    date: Option<DateTimeFormat>,
    /// Formats times with their offset from UTC.
    offset: Option<DateTimeFormat>,
}

impl Formatters {
    /// For a BCP 47 language and an IANA time zone; the browser's own where `None` or unknown.
    fn cached(lang: Option<&str>, time_zone: Option<&str>) -> Rc<Self> {
        let cached = FORMATTERS.with_borrow(|all| {
            let same = |one: &&Rc<Self>| one.lang.as_deref() == lang && one.time_zone.as_deref() == time_zone;
            all.iter().find(same).cloned()
        });
        cached.unwrap_or_else(|| {
            let formatters = Rc::new(Self::new(lang, time_zone));
            FORMATTERS.with_borrow_mut(|all| {
                if all.len() >= MAX_FORMATTERS {
                    all.clear();
                }
                all.push(formatters.clone());
            });
            formatters
        })
    }

    fn new(lang: Option<&str>, time_zone: Option<&str>) -> Self {
        let known_lang = lang.filter(|lang| NumberFormat::new(Some(lang), &Object::new()).is_ok());
        let in_zone = |zone: &str| options(&[("timeZone", zone)]);
        let known_zone = time_zone.filter(|zone| DateTimeFormat::new(None, &in_zone(zone)).is_ok());
        let times = |lang: Option<&str>, form: &[(&str, &str)]| {
            let zone = known_zone.map_or_else(Object::new, in_zone);
            DateTimeFormat::new(lang, &Object::assign(&zone, &options(form))).ok()
        };
        Self {
            lang: lang.map(Into::into),
            time_zone: time_zone.map(Into::into),
            count: NumberFormat::new(known_lang, &options(&[("notation", "compact"), ("maximumFractionDigits", "1")]))
                .ok(),
            seconds: times(
                known_lang,
                &[("hour", "2-digit"), ("minute", "2-digit"), ("second", "2-digit"), ("hourCycle", "h23")],
            ),
            minutes: times(known_lang, &[("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")]),
            date: times(known_lang, &[("day", "numeric"), ("month", "short")]),
            // English, for `parse_gmt_offset`: `Intl` returns the offset only as text.
            offset: times(Some("en"), &[("timeZoneName", "longOffset")]),
        }
    }
}

/// Options of a formatter, as an object.
fn options(members: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in members {
        // Setting a member of a plain object can't fail.
        Reflect::set(&options, &(*name).into(), &(*value).into()).unwrap_or_default();
    }
    options
}

/// The words on the canvas that a page can replace; English where `None`.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct CanvasStrings {
    /// Title of the files panel.
    pub files: Option<String>,
    /// Title of the items panel.
    pub items: Option<String>,
    /// Label of the present.
    pub now: Option<String>,
    /// Label of a later attempt; `{n}` is its number.
    pub attempt: Option<String>,
    /// Name of the sum of all kinds without their own line.
    pub other: Option<String>,
}

/// Numbers and times in a language and a time zone, and the page's words.
pub struct IntlLocale<'a> {
    formatters: Rc<Formatters>,
    strings: &'a CanvasStrings,
}

impl<'a> IntlLocale<'a> {
    /// For a BCP 47 language and an IANA time zone; the browser's own where `None` or unknown.
    pub fn new(lang: Option<&str>, time_zone: Option<&str>, strings: &'a CanvasStrings) -> Self {
        Self { formatters: Formatters::cached(lang, time_zone), strings }
    }
}

/// Empty for a time outside the range of `Date`.
fn format_time(format: Option<&DateTimeFormat>, ms: i64) -> String {
    format.and_then(|format| format.format(ms as f64).ok()).unwrap_or_default()
}

impl Locale for IntlLocale<'_> {
    fn count(&self, n: u64) -> String {
        self.formatters.count.as_ref().and_then(|format| format.format(n as f64).ok()).unwrap_or_default()
    }

    fn time(&self, ms: i64, form: TimeForm) -> String {
        let Formatters { seconds, minutes, date, .. } = &*self.formatters;
        let format = match form {
            TimeForm::Seconds => seconds,
            TimeForm::Minutes => minutes,
            TimeForm::Date => date,
        };
        format_time(format.as_ref(), ms)
    }

    fn utc_offset(&self, ms: i64) -> i64 {
        parse_gmt_offset(&format_time(self.formatters.offset.as_ref(), ms))
    }

    fn files(&self) -> &str {
        self.strings.files.as_deref().unwrap_or("Files")
    }

    fn items(&self) -> &str {
        self.strings.items.as_deref().unwrap_or("Items")
    }

    fn now(&self) -> &str {
        self.strings.now.as_deref().unwrap_or("now")
    }

    fn attempt(&self, n: usize) -> String {
        let text = JsString::from(self.strings.attempt.as_deref().unwrap_or("attempt {n}"));
        text.replace_all("{n}", &self.count(n as u64)).into()
    }

    fn other(&self) -> &str {
        self.strings.other.as_deref().unwrap_or("other")
    }
}
