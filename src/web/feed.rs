//! A running watch over one job: asks [`Watch`] what to do, does it, and tells its members what came.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::{Date, Function, Math, Object, Promise, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

use super::{
    fetch::{self, Credentials},
    listener::Listener,
    now,
    options::{Early, Routes},
    page,
    snapshot::ErrorDetail,
    timer::Timer,
    wishes::{Wish, Wishes, call},
};
use crate::{
    error::{Error, Failure},
    poll::{Attention, Request, Step},
    response::{job::Job, traces::Traces},
    watch::{News, Reply, Watch},
};

/// What to ask, and as whom.
pub struct Config {
    /// What to ask.
    pub routes: Routes,
    /// As whom. The identity of the headers' object counts, not what is in it: it may change with each request.
    pub credentials: Credentials,
    /// The first request, if it is under way already.
    pub early: Cell<Option<Early>>,
}

/// The last good answer, decoded and as it came: outside the wasm memory, read only if somebody asks.
pub struct Held {
    /// Decoded and checked.
    pub traces: Rc<Traces>,
    /// The body.
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
    pub error: Option<ErrorDetail>,
    /// The job's attempt has ended, and its last traces are here.
    pub finished: bool,
}

/// What is polled for its members; see [`Member`](super::member::Member).
pub struct Feed {
    config: Config,
    /// A server on this device is there without a network.
    local: bool,
    watch: RefCell<Watch>,
    knowledge: RefCell<Knowledge>,
    members: RefCell<Vec<Rc<Seat>>>,
    wishes: Wishes,
    listeners: RefCell<Vec<Listener>>,
    stopped: Cell<bool>,
    abort: RefCell<Option<AbortController>>,
    wake: RefCell<Option<Function>>,
}

/// What a feed knows of a member.
pub(super) struct Seat {
    pub interval: f64,
    pub visible: Cell<bool>,
    pub pixels: Cell<u32>,
    pub tell: Box<dyn Fn(News, Knowledge)>,
}

impl Feed {
    /// Starts at the next turn of the event loop, for the members that joined by then.
    pub(super) fn start(config: Config) -> Rc<Self> {
        let seed = (Math::random() * 2f64.powi(53)) as u64;
        let feed = Rc::new(Self {
            local: page::is_local(&config.routes.traces),
            watch: RefCell::new(Watch::new(config.routes.job_id.clone(), f64::INFINITY, seed)),
            config,
            knowledge: RefCell::default(),
            members: RefCell::default(),
            wishes: Wishes::default(),
            listeners: RefCell::default(),
            stopped: Cell::new(false),
            abort: RefCell::default(),
            wake: RefCell::default(),
        });
        feed.listen();
        spawn_local(feed.clone().run());
        feed
    }

    /// Whether it asks exactly this, as exactly this one.
    pub(super) fn is_for(&self, config: &Config) -> bool {
        self.config.routes == config.routes
            && self.config.credentials.mode == config.credentials.mode
            && Object::is(&self.config.credentials.headers, &config.credentials.headers)
    }

    /// Whether it has members.
    pub(super) fn is_running(&self) -> bool {
        !self.stopped.get()
    }

    /// A member comes. It is told what is known already, though not before this returns.
    pub(super) fn seat(self: &Rc<Self>, seat: Rc<Seat>) {
        self.members.borrow_mut().push(seat.clone());
        self.settle();
        let knowledge = self.knowledge();
        if knowledge.answer.is_some() {
            let news = if knowledge.error.is_some() { News::Failed } else { News::Fresh };
            let feed = self.clone();
            spawn_local(async move { feed.tell_one(&seat, news) });
        }
    }

    /// A member goes; the last one ends the feed.
    pub(super) fn leave(self: &Rc<Self>, seat: &Rc<Seat>) {
        self.members.borrow_mut().retain(|other| !Rc::ptr_eq(other, seat));
        self.wishes.leave(seat);
        if self.members.borrow().is_empty() {
            self.stop();
        } else {
            self.settle();
        }
    }

    /// Asks now instead of later.
    pub(super) fn refresh(&self) {
        self.watch.borrow_mut().refresh(now());
        self.wake();
    }

    /// A promise of a page of progress entries; see [`Wishes::add`]. Failures reject it, and hold back the next one.
    pub(super) fn entries(&self, seat: &Rc<Seat>, query: String) -> Promise {
        let promise = self.wishes.add(seat, query);
        self.wake();
        promise
    }

    /// Whether what is shown may be outdated.
    pub(super) fn is_stale(&self) -> bool {
        self.watch.borrow().is_stale(now())
    }

    /// What is known.
    pub(super) fn knowledge(&self) -> Knowledge {
        self.knowledge.borrow().clone()
    }

    fn listen(self: &Rc<Self>) {
        let Some(window) = web_sys::window() else { return };
        let listener = |target, event| {
            let feed = Rc::downgrade(self);
            Listener::new(target, event, move || {
                if let Some(feed) = feed.upgrade() {
                    feed.settle();
                }
            })
        };
        let mut listeners = vec![listener(window.clone().into(), "online"), listener(window.clone().into(), "offline")];
        listeners.extend(window.document().map(|document| listener(document.into(), "visibilitychange")));
        self.listeners.replace(listeners);
    }

    fn stop(&self) {
        self.stopped.set(true);
        self.listeners.take();
        let abort = self.abort.take();
        if let Some(abort) = abort {
            abort.abort();
        }
        self.wake();
    }

    /// Tells the watch what page and members have come to be.
    pub(super) fn settle(self: &Rc<Self>) {
        let members = self.members.borrow();
        let attention = Attention {
            visible: page::is_visible(),
            on_screen: members.iter().any(|seat| seat.visible.get()),
            online: self.local || page::is_online(),
        };
        let news = {
            let mut watch = self.watch.borrow_mut();
            watch.set_interval(members.iter().map(|seat| seat.interval).fold(f64::INFINITY, f64::min));
            watch.set_pixels(members.iter().map(|seat| seat.pixels.get()).max().unwrap_or(0));
            watch.attend(now(), attention)
        };
        drop(members);
        self.learn(news, None);
        if news != News::Nothing {
            // Not in the middle of a call from the page.
            let feed = self.clone();
            spawn_local(async move { feed.tell(news) });
        }
        self.wake();
    }

    async fn run(self: Rc<Self>) {
        while !self.stopped.get() {
            let step = {
                let mut watch = self.watch.borrow_mut();
                watch.want_entries(!self.wishes.is_empty());
                watch.next(now())
            };
            match step {
                Step::Ask(request) => {
                    let wish = if request == Request::Entries { self.wishes.take() } else { None };
                    let result = self.ask(&request, wish.as_ref()).await;
                    if self.stopped.get() {
                        wish.into_iter().for_each(|wish| wish.settle(Ok(JsValue::UNDEFINED)));
                        return;
                    }
                    let news = self.watch.borrow_mut().hear(now(), &request, result.as_ref().map_err(Clone::clone));
                    if let Some(wish) = wish {
                        wish.settle(self.page(&result));
                    }
                    self.learn(news, result.ok());
                    if news != News::Nothing {
                        self.tell(news);
                    }
                }
                Step::Sleep(ms) => self.sleep(Some(ms)).await,
                Step::Rest => {
                    self.refuse();
                    self.sleep(None).await;
                }
            }
        }
    }

    async fn ask(&self, request: &Request, wish: Option<&Wish>) -> Result<Reply, Failure> {
        let Config { routes, credentials, early } = &self.config;
        let page = wish.map(|wish| routes.entries(&wish.query)).unwrap_or_default();
        let (url, validator) = match request {
            Request::Traces(validator) => (&routes.traces, validator.as_deref()),
            Request::Job => (&routes.job, None),
            Request::Counts => (&routes.counts, None),
            Request::Entries => (&page, None),
        };
        let abort = || {
            let abort =
                AbortController::new().map_err(|_| Error::Engine("this browser can't abort requests".into()))?;
            self.abort.replace(Some(abort.clone()));
            Ok::<_, Failure>(abort)
        };
        let early = early.take().filter(|_| *request == Request::Traces(None));
        let result = match early {
            Some(Early { sent, abort }) => {
                self.abort.replace(Some(abort.clone()));
                fetch::get(url, credentials, validator, &abort, Some(&sent)).await
            }
            None => fetch::get(url, credentials, validator, &abort()?, None).await,
        };
        match result {
            // The key may have run out on the way: a function may have a newer one.
            Err(Failure { error: Error::Unauthorized, .. })
                if credentials.headers.is_function() && !self.stopped.get() =>
            {
                fetch::get(url, credentials, validator, &abort()?, None).await
            }
            result => result,
        }
    }

    /// What has ended the polling ends the waiting for pages, too.
    fn refuse(&self) {
        let refusal = self.watch.borrow().refusal().map(|failure| ErrorDetail::new(failure, None).to_error());
        if let Some(refusal) = refusal {
            std::iter::from_fn(|| self.wishes.take()).for_each(|wish| wish.settle(Err(refusal.clone())));
        }
    }

    /// What those who wait for a page get.
    fn page(&self, result: &Result<Reply, Failure>) -> Result<JsValue, JsValue> {
        let failure = match result {
            Ok(Reply::Body { bytes, .. }) => return Ok(Uint8Array::from(bytes.as_slice()).into()),
            Ok(Reply::NotModified) => &Error::BadResponse("304, though nothing was held".into()).into(),
            Err(failure) => failure,
        };
        let retry_in = (!failure.error.is_final()).then(|| self.watch.borrow().entries_in(now()));
        Err(ErrorDetail::new(failure, retry_in).to_error())
    }

    /// Brings what the members know to what the watch knows.
    fn learn(&self, news: News, reply: Option<Reply>) {
        let watch = self.watch.borrow();
        let mut knowledge = self.knowledge.borrow_mut();
        match news {
            News::Fresh => {
                if let (Some(traces), Some(Reply::Body { bytes, .. })) = (watch.traces(), reply) {
                    let body = bytes.as_slice().into();
                    knowledge.held = Some(Rc::new(Held { traces: traces.clone(), body }));
                }
                knowledge.answer = Some("fresh");
            }
            News::Unchanged => knowledge.answer = Some("not-modified"),
            News::Job => knowledge.answer = Some("fresh"),
            News::Failed => knowledge.answer = Some("failed"),
            News::Nothing => {}
        }
        if matches!(news, News::Fresh | News::Unchanged) {
            knowledge.confirmed = Some(Date::now());
        }
        knowledge.job = watch.job().cloned();
        knowledge.total = watch.total();
        knowledge.finished = watch.has_finished();
        knowledge.error = watch.failure().map(|failure| ErrorDetail::new(failure, watch.retry_in(now())));
    }

    fn tell(&self, news: News) {
        // A copy: what is told may make members come and go.
        let members = self.members.borrow().clone();
        for seat in members {
            self.tell_one(&seat, news);
        }
    }

    fn tell_one(&self, seat: &Rc<Seat>, news: News) {
        let is_member = self.members.borrow().iter().any(|other| Rc::ptr_eq(other, seat));
        if is_member {
            (seat.tell)(news, self.knowledge());
        }
    }

    async fn sleep(&self, ms: Option<f64>) {
        let mut timer = None;
        let wait = Promise::new(&mut |resolve, _| {
            let ring = resolve.clone();
            timer = ms.and_then(|ms| Timer::new(ms, move || call(&ring, &JsValue::UNDEFINED)));
            self.wake.replace(Some(resolve));
        });
        // A promise without a reject can't fail.
        JsFuture::from(wait).await.unwrap_or_default();
        drop(timer);
    }

    fn wake(&self) {
        let resolve = self.wake.take();
        if let Some(resolve) = resolve {
            call(&resolve, &JsValue::UNDEFINED);
        }
    }
}
