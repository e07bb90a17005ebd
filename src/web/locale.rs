//! Numbers and times by the browser's `Intl`, in the reader's language and time zone.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::fields::Fields;
use crate::{
    plot::locale::{Locale, TimeForm},
    text::replace,
};

/// A language and a time zone, as they were asked for.
type Reader = (Option<String>, Option<String>);

/// So many readers' formatters are kept.
const MAX_READERS: usize = 8;

thread_local! {
    /// Making them takes longer than all that they will format: all charts of a page share them.
    static KNOWN: RefCell<Vec<(Reader, Rc<Formatters>)>> = RefCell::default();
}

/// Formatters of one language and time zone.
struct Formatters {
    count: Option<Function>,
    seconds: Option<Function>,
    minutes: Option<Function>,
    date: Option<Function>,
    offset: Option<Function>,
}

/// Numbers and times for one reader, and the page's words.
pub struct IntlLocale {
    formatters: Rc<Formatters>,
    words: Words,
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
        Self {
            files: "Files".into(),
            items: "Items".into(),
            now: "now".into(),
            attempt: "attempt {n}".into(),
            other: "other".into(),
        }
    }
}

impl Words {
    /// The page's own words, and the default ones where it has none.
    pub fn read(fields: &Fields) -> Self {
        let mut words = Self::default();
        let all = [
            ("files", &mut words.files),
            ("items", &mut words.items),
            ("now", &mut words.now),
            ("attempt", &mut words.attempt),
            ("other", &mut words.other),
        ];
        for (key, word) in all {
            if let Some(own) = fields.text(key) {
                *word = own;
            }
        }
        words
    }
}

impl IntlLocale {
    /// For a BCP 47 language and an IANA time zone; the browser's own where `None` or unknown.
    pub fn new(lang: Option<&str>, time_zone: Option<&str>, words: Words) -> Self {
        let reader = (lang.map(str::to_owned), time_zone.map(str::to_owned));
        let known = KNOWN.with_borrow(|known| known.iter().find(|of| of.0 == reader).map(|of| of.1.clone()));
        let formatters = known.unwrap_or_else(|| {
            let new = Rc::new(Formatters::new(lang, time_zone));
            KNOWN.with_borrow_mut(|known| {
                known.truncate(MAX_READERS - 1);
                known.insert(0, (reader, new.clone()));
            });
            new
        });
        Self { formatters, words }
    }
}

impl Formatters {
    fn new(lang: Option<&str>, time_zone: Option<&str>) -> Self {
        let text = |text: &str| JsValue::from(text);
        let lang =
            lang.filter(|lang| formatter("NumberFormat", &text(lang), &[]).is_some()).map_or(JsValue::UNDEFINED, text);
        let is_zone = |zone: &&str| formatter("DateTimeFormat", &lang, &[("timeZone", text(zone))]).is_some();
        let zone = time_zone.filter(is_zone).map_or(JsValue::UNDEFINED, text);
        let times = |lang: &JsValue, fields: &[&str], style: &str| {
            let fields = fields.iter().map(|field| (*field, text(style)));
            let options: Vec<_> = fields.chain([("hourCycle", text("h23")), ("timeZone", zone.clone())]).collect();
            formatter("DateTimeFormat", lang, &options)
        };
        let compact = [("notation", text("compact")), ("maximumFractionDigits", 1.into())];
        Self {
            count: formatter("NumberFormat", &lang, &compact),
            seconds: times(&lang, &["hour", "minute", "second"], "2-digit"),
            minutes: times(&lang, &["hour", "minute"], "2-digit"),
            date: formatter(
                "DateTimeFormat",
                &lang,
                &[("day", text("numeric")), ("month", text("short")), ("timeZone", zone.clone())],
            ),
            offset: times(&text("en"), &["timeZoneName"], "longOffset"),
        }
    }
}

/// The bound `format` of a new `Intl[class]`; `None` if the browser refuses the language or an option.
fn formatter(class: &str, lang: &JsValue, options: &[(&str, JsValue)]) -> Option<Function> {
    let object = Object::new();
    for (key, value) in options {
        Reflect::set(&object, &(*key).into(), value).ok()?;
    }
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &class.into()).ok()?.dyn_into().ok()?;
    let instance = Reflect::construct(&class, &Array::of2(lang, &object)).ok()?;
    Reflect::get(&instance, &"format".into()).ok()?.dyn_into().ok()
}

/// The text, empty if the formatter refuses (a time beyond what dates can be).
fn call(format: Option<&Function>, value: &JsValue) -> String {
    format.and_then(|format| format.call1(&JsValue::UNDEFINED, value).ok()?.as_string()).unwrap_or_default()
}

fn date(ms: i64) -> JsValue {
    Date::new(&(ms as f64).into()).into()
}

impl Locale for IntlLocale {
    fn count(&self, n: u64) -> String {
        call(self.formatters.count.as_ref(), &(n as f64).into())
    }

    fn time(&self, ms: i64, form: TimeForm) -> String {
        let format = match form {
            TimeForm::Seconds => &self.formatters.seconds,
            TimeForm::Minutes => &self.formatters.minutes,
            TimeForm::Date => &self.formatters.date,
        };
        call(format.as_ref(), &date(ms))
    }

    /// Read off "4/14/2026, GMT+05:30": the one form in which `Intl` tells an offset.
    fn utc_offset(&self, ms: i64) -> i64 {
        let text = call(self.formatters.offset.as_ref(), &date(ms));
        let Some((_, offset)) = text.rsplit_once('T') else { return 0 };
        // Hours, minutes and (before time zones had whole minutes) seconds.
        let (mut sum, mut part, mut unit) = (0, 0, 3_600_000);
        for byte in offset.bytes().chain([b':']) {
            match byte {
                b':' => {
                    sum += part * unit;
                    (part, unit) = (0, unit / 60);
                }
                b'0'..=b'9' => part = part * 10 + i64::from(byte - b'0'),
                _ => {}
            }
        }
        if offset.starts_with('+') { sum } else { -sum }
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
        replace(&self.words.attempt, "{n}", &self.count(n as u64))
    }

    fn other(&self) -> &str {
        &self.words.other
    }
}
