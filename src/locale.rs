//! Numbers and times by the browser's `Intl`, in the user's language and time zone.

use std::{cell::RefCell, rc::Rc};

use job_progress_core::plot::locale::{Locale, TimeForm, parse_gmt_offset};
use js_sys::Intl::{
    DateTimeFormatOptions, DayFormat, HourCycle, MonthFormat, NumberFormatNotation, NumberFormatOptions, NumericFormat,
    TimeZoneNameFormat,
};
use js_sys::JsString;
use serde::Deserialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

// As in js-sys, but for what is thrown: for an unknown language or time zone, and for a time beyond what a date can be.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(lang: Option<&str>, options: &NumberFormatOptions) -> Result<NumberFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &NumberFormat, n: f64) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(lang: Option<&str>, options: &DateTimeFormatOptions) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &DateTimeFormat, ms: f64) -> Result<String, JsValue>;
}

/// When the cache of formatters has this many entries it is cleared.
const MAX_FORMATTERS: usize = 8;

thread_local! {
    /// Making formatters takes longer than all that they format: the charts of a page share them.
    static FORMATTERS: RefCell<Vec<Rc<Formatters>>> = const { RefCell::new(Vec::new()) };
}

/// Formatters of a language and a time zone; those that the browser can't make are `None`.
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
        let known_lang = lang.filter(|lang| NumberFormat::new(Some(lang), &NumberFormatOptions::new()).is_ok());
        let known_zone = time_zone.filter(|zone| {
            let options = DateTimeFormatOptions::new();
            options.set_time_zone(zone);
            DateTimeFormat::new(None, &options).is_ok()
        });
        let times = |lang: Option<&str>, set: &dyn Fn(&DateTimeFormatOptions)| {
            let options = DateTimeFormatOptions::new();
            if let Some(zone) = known_zone {
                options.set_time_zone(zone);
            }
            set(&options);
            DateTimeFormat::new(lang, &options).ok()
        };
        let clock = |options: &DateTimeFormatOptions| {
            options.set_hour(NumericFormat::TwoDigit);
            options.set_minute(NumericFormat::TwoDigit);
            options.set_hour_cycle(HourCycle::H23);
        };
        let counts = NumberFormatOptions::new();
        counts.set_notation(NumberFormatNotation::Compact);
        counts.set_maximum_fraction_digits(1);
        Self {
            lang: lang.map(Into::into),
            time_zone: time_zone.map(Into::into),
            count: NumberFormat::new(known_lang, &counts).ok(),
            seconds: times(known_lang, &|options| {
                clock(options);
                options.set_second(NumericFormat::TwoDigit);
            }),
            minutes: times(known_lang, &clock),
            date: times(known_lang, &|options| {
                options.set_day(DayFormat::Numeric);
                options.set_month(MonthFormat::Short);
            }),
            // English, which `parse_gmt_offset` reads: `Intl` gives the offset in no other form than text.
            offset: times(Some("en"), &|options| options.set_time_zone_name(TimeZoneNameFormat::LongOffset)),
        }
    }
}

/// The words on the canvas that a page replaces; English where `None`.
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
    /// Name of all kinds that have no line of their own.
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

/// Empty for a time beyond what a date can be.
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
