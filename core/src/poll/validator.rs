//! What `If-None-Match` says: only ever what the server gave for this very request.

/// So many whole answers in a row with nothing new, and a form of the validator counts as not understood.
const MISSES: u32 = 2;

/// The validator of what is held.
#[derive(Debug, Default)]
pub struct Validator {
    etag: Option<String>,
    latest_event_at: Option<String>,
    form: Form,
    misses: u32,
}

/// How `latest_event_at` is sent. The API documents it bare, which is no entity-tag (RFC 9110, 8.8.3), so a strict proxy
/// may want quotes; a server that knows neither is asked as documented.
#[derive(Debug, Default, Clone, Copy)]
enum Form {
    #[default]
    Bare,
    Quoted,
    BareForGood,
}

impl Validator {
    /// The header's value; `None` if nothing can be sent.
    pub fn header(&self) -> Option<String> {
        self.etag.clone().or_else(|| {
            let latest = self.latest_event_at.as_ref()?;
            Some(match self.form {
                Form::Quoted => ["\"", latest, "\""].concat(),
                Form::Bare | Form::BareForGood => latest.clone(),
            })
        })
    }

    /// New data came with these. A readable `ETag` goes before the other (RFC 9110, 13.1.2), both verbatim.
    pub fn renew(&mut self, etag: Option<&str>, latest_event_at: Option<&str>) {
        self.etag = etag.map(str::to_owned);
        self.latest_event_at = latest_event_at.map(str::to_owned);
        self.misses = 0;
    }

    /// 304: the form is understood.
    pub fn confirm(&mut self) {
        self.misses = 0;
    }

    /// A whole answer with nothing new in it, though `sent` says that the validator was sent.
    pub fn miss(&mut self, sent: bool, etag: Option<&str>) {
        if self.etag.is_none() && sent {
            self.misses += 1;
            if self.misses >= MISSES {
                self.misses = 0;
                self.form = match (self.form, &self.latest_event_at) {
                    (Form::Bare, Some(latest)) if !latest.bytes().any(|byte| byte == b'"') => Form::Quoted,
                    _ => Form::BareForGood,
                };
            }
        }
        self.etag = etag.map(str::to_owned);
    }

    /// Forgets what is held; what was learnt of the server stays.
    pub fn clear(&mut self) {
        self.etag = None;
        self.latest_event_at = None;
    }

    /// Whether an answer with this `latest_event_at` is the one that is held.
    pub fn holds(&self, latest_event_at: &str) -> bool {
        self.latest_event_at.as_deref() == Some(latest_event_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATEST: &str = "2026-04-14T10:15:00.283818Z";

    #[test]
    fn the_etag_goes_first_and_both_go_verbatim() {
        let mut validator = Validator::default();
        assert_eq!(validator.header(), None);
        validator.renew(None, Some(LATEST));
        assert_eq!(validator.header().as_deref(), Some(LATEST));
        validator.renew(Some("W/\"a\""), Some(LATEST));
        assert_eq!(validator.header().as_deref(), Some("W/\"a\""));
        validator.renew(None, None);
        assert_eq!(validator.header(), None);
    }

    #[test]
    fn a_bare_one_that_is_not_understood_is_tried_in_quotes_once() {
        let mut validator = Validator::default();
        validator.renew(None, Some(LATEST));
        let quoted = format!("\"{LATEST}\"");
        let sent: Vec<_> = (0..8)
            .map(|_| {
                let header = validator.header();
                validator.miss(true, None);
                header.unwrap()
            })
            .collect();
        assert_eq!(sent, [LATEST, LATEST, &quoted, &quoted, LATEST, LATEST, LATEST, LATEST]);
    }

    #[test]
    fn a_304_and_a_request_without_it_are_no_misses() {
        let mut validator = Validator::default();
        validator.renew(None, Some(LATEST));
        for _ in 0..5 {
            validator.miss(true, None);
            validator.confirm();
            validator.miss(false, None);
        }
        assert_eq!(validator.header().as_deref(), Some(LATEST));
    }

    #[test]
    fn an_etag_that_is_not_understood_says_nothing_of_the_other() {
        let mut validator = Validator::default();
        validator.renew(Some("\"a\""), Some(LATEST));
        for _ in 0..3 {
            validator.miss(true, Some("\"a\""));
        }
        validator.renew(None, Some(LATEST));
        assert_eq!(validator.header().as_deref(), Some(LATEST), "not in quotes");
    }

    #[test]
    fn an_etag_that_comes_late_is_taken() {
        let mut validator = Validator::default();
        validator.renew(None, Some(LATEST));
        validator.miss(true, Some("\"b\""));
        assert_eq!(validator.header().as_deref(), Some("\"b\""));
    }
}
