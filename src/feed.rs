//! A running watch over one job: asks [`Watch`] what to do, does it, and tells its members what came.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use js_sys::{Date, Math, Object, Promise, Uint8Array};
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use super::{
    fetch::{self, Answer, Credentials},
    now,
    options::Routes,
    page, registry,
    snapshot::ErrorDetail,
    wishes::Wishes,
};
use job_progress_core::{error::{Error, Failure}, poll::{Attention, Request, Step}, response::{job::Job, traces::Traces}, watch::{News, Reply, Watch}};

/// Called with the members of an [`Answer`], or with nothing: status and end are 0 then.
type Call = dyn Fn(u32, u32, JsValue, JsValue, f64);

#[wasm_bindgen(module = "/src/network.js")]
extern "C" {
    /// One request at a time, one timer, and what the page does: each of them calls the feed.
    type Line;

    #[wasm_bindgen(constructor)]
    fn new(call: &Closure<Call>) -> Line;

    /// Calls soon, though not before the page's script has ended.
    #[wasm_bindgen(method)]
    fn wake(this: &Line);

    /// Calls in so many ms, unless it calls before.
    #[wasm_bindgen(method)]
    fn sleep(this: &Line, ms: f64);

    /// Calls with what comes of a request.
    #[wasm_bindgen(method)]
    fn follow(this: &Line, request: &JsValue);

    /// Ends all of it: it does not call any more.
    #[wasm_bindgen(method)]
    fn close(this: &Line);
}

/// What to ask, and as whom.
pub struct Config {
    /// What to ask.
    pub routes: Routes,
    /// As whom. The identity of the headers' object counts, not what is in it: it may change with each request.
    pub credentials: Credentials,
    /// The first request, if the page has sent it already (see `early.js`); else undefined.
    pub early: RefCell<JsValue>,
}

/// The last good answer, decoded and as it came: outside the wasm memory, read only if somebody asks.
pub struct Held {
    /// Decoded and checked.
    pub traces: Rc<Traces>,
    /// The body; nobody changes it.
    pub body: Uint8Array,
}

/// What all members know.
#[derive(Clone, Default)]
pub struct Knowledge {
    /// The traces.
    pub held: Option<Rc<Held>>,
    /// The job, if the server tells of it.
    pub job: Option<Rc<Job>>,
    /// Number of the job's files, if the server tells it.
    pub total: Option<u64>,
    /// When the server last confirmed the traces, in ms since the Unix epoch.
    pub confirmed: Option<f64>,
    /// What the last answer was.
    pub answer: Option<&'static str>,
    /// What is wrong.
    pub error: Option<Rc<ErrorDetail>>,
    /// The job's attempt has ended, and its last traces are here.
    pub finished: bool,
}

/// What is polled for its members; see [`Member`](super::member::Member).
pub struct Feed {
    config: Config,
    /// A server on this device is there without a network.
    local: bool,
    watch: RefCell<Watch>,
    knowledge: RefCell<Rc<Knowledge>>,
    members: RefCell<Vec<Rc<Seat>>>,
    wishes: Wishes,
    flight: RefCell<Option<Flight>>,
    line: Line,
    _call: Closure<Call>,
}

/// How a member hears of an answer.
pub(super) type Tell = dyn Fn(News, &Knowledge);

/// What a feed knows of a member.
pub(super) struct Seat {
    pub interval: f64,
    pub visible: Cell<bool>,
    pub pixels: Cell<u32>,
    pub tell: Box<Tell>,
    /// Whether it was told what was known when it came.
    pub welcomed: Cell<bool>,
}

/// A request under way.
struct Flight {
    request: Request,
    url: String,
    /// It is sent for the second time.
    again: bool,
}

impl Seat {
    /// Tells members apart.
    fn id(self: &Rc<Self>) -> usize {
        Rc::as_ptr(self) as usize
    }
}

impl Feed {
    /// Starts when the page's script has ended, for the members that joined by then.
    pub(super) fn start(config: Config) -> Rc<Self> {
        let seed = (Math::random() * 2f64.powi(53)) as u64;
        Rc::new_cyclic(|feed: &Weak<Self>| {
            let feed = feed.clone();
            let call: Closure<Call> = Closure::new(move |status, end, body: JsValue, etag, retry_after| {
                if let Some(feed) = feed.upgrade() {
                    feed.step(Answer { status, end, body: body.into(), etag, retry_after });
                }
            });
            Self {
                local: page::is_local(&config.routes.traces),
                watch: RefCell::new(Watch::new(config.routes.job_id.clone(), f64::INFINITY, seed)),
                config,
                knowledge: RefCell::default(),
                members: RefCell::default(),
                wishes: Wishes::new(),
                flight: RefCell::default(),
                line: Line::new(&call),
                _call: call,
            }
        })
    }

    /// Whether it asks exactly this, as exactly this one. The URL of the traces tells the server, the job and all else.
    pub(super) fn is_for(&self, config: &Config) -> bool {
        self.config.routes.traces == config.routes.traces
            && self.config.credentials.mode == config.credentials.mode
            && Object::is(&self.config.credentials.headers, &config.credentials.headers)
    }

    /// A member comes. It is told what is known already, though not before this returns.
    pub(super) fn seat(&self, seat: Rc<Seat>) {
        self.members.borrow_mut().push(seat);
        self.wake();
    }

    /// A member goes; the last one ends the feed.
    pub(super) fn leave(self: &Rc<Self>, seat: &Rc<Seat>) {
        self.members.borrow_mut().retain(|other| !Rc::ptr_eq(other, seat));
        self.wishes.leave(seat.id());
        if self.members.borrow().is_empty() {
            registry::forget(self);
            self.line.close();
            self.flight.take();
            self.wishes.resolve(None);
        } else {
            self.wake();
        }
    }

    /// Asks now instead of later.
    pub(super) fn refresh(&self) {
        let now = now();
        self.watch.borrow_mut().refresh(now);
        self.wake();
    }

    /// A promise of a page of progress entries; see [`Wishes::add`]. Failures reject it, and hold back the next one.
    pub(super) fn entries(&self, seat: &Rc<Seat>, query: &str) -> Promise {
        let promise = self.wishes.add(seat.id(), query);
        self.wake();
        promise
    }

    /// Whether what is shown may be outdated.
    pub(super) fn is_stale(&self) -> bool {
        let now = now();
        self.watch.borrow().is_stale(now)
    }

    /// What is known.
    pub(super) fn knowledge(&self) -> Rc<Knowledge> {
        self.knowledge.borrow().clone()
    }

    /// Something has changed: looks soon what is to do, not in the middle of a call from the page.
    pub(super) fn wake(&self) {
        self.line.wake();
    }

    /// Something has happened, maybe an answer: brings everybody to what is known, and does what is next.
    fn step(&self, answer: Answer) {
        self.attend();
        self.welcome();
        self.hear(&answer);
        if self.members.borrow().is_empty() {
            return;
        }
        let (now, wanted) = (now(), !self.wishes.is_empty());
        let step = {
            let mut watch = self.watch.borrow_mut();
            watch.want_entries(wanted);
            watch.next(now)
        };
        match step {
            Step::Ask(request) => {
                let Routes { traces, job, counts, .. } = &self.config.routes;
                let url = match &request {
                    Request::Traces(_) => traces.clone(),
                    Request::Job => job.clone(),
                    Request::Counts => counts.clone(),
                    Request::Entries => self.config.routes.entries(&self.wishes.take().as_string().unwrap_or_default()),
                };
                self.ask(Flight { request, url, again: false });
            }
            Step::Sleep(ms) => self.line.sleep(ms),
            Step::Rest => self.refuse(),
        }
    }

    /// Tells the watch what page and members have come to be.
    fn attend(&self) {
        let (now, visible, online) = (now(), page::is_visible(), self.local || page::is_online());
        let news = {
            let members = self.members.borrow();
            let mut watch = self.watch.borrow_mut();
            watch.set_interval(members.iter().map(|seat| seat.interval).fold(f64::INFINITY, f64::min));
            watch.set_pixels(members.iter().map(|seat| seat.pixels.get()).max().unwrap_or(0));
            let on_screen = members.iter().any(|seat| seat.visible.get());
            watch.attend(now, Attention { visible, on_screen, online })
        };
        self.learn(news, None);
        if news != News::Nothing {
            self.tell(|_| true, news);
        }
    }

    /// Tells those who have just come.
    fn welcome(&self) {
        let known = self.knowledge();
        let is_new = |seat: &Seat| !seat.welcomed.replace(true);
        let news = if known.error.is_some() { News::Failed } else { News::Fresh };
        self.tell(|seat| is_new(seat) && known.answer.is_some(), news);
    }

    fn ask(&self, flight: Flight) {
        let Config { credentials, early, .. } = &self.config;
        let (early, url) = (early.take(), flight.url.clone());
        let validator = match &flight.request {
            Request::Traces(validator) => validator.clone(),
            _ => None,
        };
        self.flight.replace(Some(flight));
        self.line.follow(&fetch::get(&url, validator.as_deref(), credentials, &early));
    }

    fn hear(&self, answer: &Answer) {
        if answer.status | answer.end == 0 {
            return;
        }
        let Some(Flight { request, url, again }) = self.flight.take() else { return };
        let result = answer.judge(&request, &url);
        let unauthorized = matches!(result, Err(Failure { error: Error::Unauthorized, .. }));
        if unauthorized && !again && self.config.credentials.headers.is_function() {
            // The key may have run out on the way: a function may have a newer one.
            return self.ask(Flight { request, url, again: true });
        }
        let now = now();
        let news = self.watch.borrow_mut().hear(now, &request, result.as_ref().map_err(Clone::clone));
        if request == Request::Entries {
            self.deliver(result, &answer.body);
        }
        self.learn(news, Some(&answer.body));
        if news != News::Nothing {
            self.tell(|_| true, news);
        }
    }

    /// What has ended the polling ends the waiting for pages, too.
    fn refuse(&self) {
        let refusal = self.watch.borrow().refusal().map(|failure| ErrorDetail::new(failure, None));
        if let Some(refusal) = refusal {
            while !self.wishes.take().is_undefined() {
                self.wishes.reject(&refusal.to_error());
            }
        }
    }

    /// Those who wait for a page get it.
    fn deliver(&self, result: Result<Reply, Failure>, body: &Uint8Array) {
        let failure = match result {
            Ok(Reply::Body { .. }) => return self.wishes.resolve(Some(body)),
            Ok(Reply::NotModified) => Error::BadResponse("304, though nothing was held".into()).into(),
            Err(failure) => failure,
        };
        let now = now();
        let retry_in = (!failure.error.is_final()).then(|| self.watch.borrow().entries_in(now));
        self.wishes.reject(&ErrorDetail::new(&failure, retry_in).to_error());
    }

    /// Brings what the members know to what the watch knows; with the body, if traces have come.
    fn learn(&self, news: News, body: Option<&Uint8Array>) {
        let (now, date) = (now(), Date::now());
        let watch = self.watch.borrow();
        let mut knowledge = Knowledge::clone(&self.knowledge());
        match news {
            News::Fresh => {
                if let Some((traces, body)) = watch.traces().zip(body) {
                    knowledge.held = Some(Rc::new(Held { traces: traces.clone(), body: body.clone() }));
                }
                knowledge.answer = Some("fresh");
            }
            News::Unchanged => knowledge.answer = Some("not-modified"),
            News::Job => knowledge.answer = Some("fresh"),
            News::Failed => knowledge.answer = Some("failed"),
            News::Nothing => {}
        }
        if matches!(news, News::Fresh | News::Unchanged) {
            knowledge.confirmed = Some(date);
        }
        knowledge.job = watch.job().cloned();
        knowledge.total = watch.total();
        knowledge.finished = watch.has_finished();
        knowledge.error = watch.failure().map(|failure| Rc::new(ErrorDetail::new(failure, watch.retry_in(now))));
        self.knowledge.replace(Rc::new(knowledge));
    }

    /// Tells members, as far as they are still here when it is their turn.
    fn tell(&self, choose: impl Fn(&Seat) -> bool, news: News) {
        // A copy: what is told may make members come and go.
        let members = self.members.borrow().clone();
        for seat in members {
            let is_member = self.members.borrow().iter().any(|other| Rc::ptr_eq(other, &seat));
            if is_member && choose(&seat) {
                (seat.tell)(news, &self.knowledge());
            }
        }
    }
}
