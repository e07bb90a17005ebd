//! Polls one job for all its subscribers: one async loop, which gets actions from [`JobSession`], runs them, and
//! notifies.

mod pages;
mod registry;
mod state;
mod subscription;

use std::{
    cell::{Cell, RefCell},
    future::{Future, poll_fn},
    mem,
    pin::pin,
    rc::Rc,
};

use job_progress_core::{
    error::{Error, RequestError},
    poll::{Action, Availability, Request},
    session::{HttpResponse, JobSession, Update},
};
use job_progress_interop::ErrorDetail;
use js_sys::{Math, Promise, Uint8Array};
use web_sys::Headers;

use self::{pages::PageQueue, subscription::Subscriber};
pub use self::{
    state::{FeedState, LatestTraces},
    subscription::{Subscription, Visibility},
};
use crate::{
    browser::{
        listener::EventListener,
        notify::Notify,
        now, page, task,
        timer::{Timer, sleep},
    },
    client::routes::Routes,
    fetch::{self, Credentials, FetchResponse, OngoingRequest, Prefetched},
    sanitize::sanitize,
};

/// What to request, with which credentials.
#[derive(Clone)]
pub struct FeedConfig {
    /// The URLs.
    pub routes: Rc<Routes>,
    /// Headers and credentials.
    pub credentials: Credentials,
}

/// Polls a job for its subscribers, from the first [`Subscription`] to the end of the last.
pub struct Feed {
    config: FeedConfig,
    /// Whether the server is on this device, so that it can be reached without a network.
    is_local: bool,
    session: RefCell<JobSession>,
    state: RefCell<Rc<FeedState>>,
    subscribers: RefCell<Vec<Rc<Subscriber>>>,
    pages: PageQueue,
    prefetched: RefCell<Option<Prefetched>>,
    /// The request in flight.
    ongoing: RefCell<Option<Rc<OngoingRequest>>>,
    /// The page's headers of the last request that was answered, if it gave any.
    secrets: RefCell<Option<Headers>>,
    /// Wakes the loop after a change.
    wakeup: Rc<Notify>,
    closed: Cell<bool>,
    _listener: EventListener,
}

impl Feed {
    /// The loop starts after `delay` ms, at least when the page's script has ended, so that it serves all subscribers
    /// added until then. A feed that has lost them all by then sends nothing.
    fn start(config: FeedConfig, delay: f64) -> Rc<Self> {
        let seed = (Math::random() * 2f64.powi(53)) as u64;
        let wakeup = Rc::new(Notify::default());
        let listener = EventListener::new(&["online", "offline", "visibilitychange"], {
            let wakeup = wakeup.clone();
            move || wakeup.notify()
        });
        let feed = Rc::new(Self {
            is_local: page::is_loopback(&config.routes.traces),
            // `catch_up` sets the subscribers' interval before the first action.
            session: RefCell::new(JobSession::new(config.routes.job_id.clone(), f64::INFINITY, seed)),
            config,
            state: RefCell::default(),
            subscribers: RefCell::default(),
            pages: PageQueue::default(),
            prefetched: RefCell::default(),
            ongoing: RefCell::default(),
            secrets: RefCell::default(),
            wakeup,
            closed: Cell::new(false),
            _listener: listener,
        });
        task::spawn(feed.clone().run(delay));
        feed
    }

    /// The feed's loop.
    async fn run(self: Rc<Self>, delay: f64) {
        // A timer of 0 ms may fire after the next frame, which would be drawn without data.
        if delay > 0.0 {
            sleep(delay).await;
        }
        while !self.closed.get() {
            self.catch_up();
            let _timer = match self.next_action() {
                Action::Send(request) => {
                    self.send(request).await;
                    continue;
                }
                Action::Wait(ms) => {
                    let wakeup = self.wakeup.clone();
                    Some(Timer::new(ms, move || wakeup.notify()))
                }
                Action::Idle => {
                    self.reject_pages();
                    None
                }
            };
            poll_fn(|context| self.wakeup.poll(context)).await;
        }
    }

    fn next_action(&self) -> Action {
        // A notified subscriber may have ended the feed.
        if self.closed.get() {
            return Action::Idle;
        }
        let mut session = self.session.borrow_mut();
        session.want_entries(!self.pages.is_empty());
        session.next_action(now())
    }

    /// Sends a request and handles its response. Subscribers and the page may change meanwhile.
    async fn send(&self, request: Request) {
        let url = self.url(&request);
        // The key may have expired; a `headers` function may return a newer one.
        let mut may_have_newer_key = self.config.credentials.headers.is_function();
        loop {
            let result = self.exchange(&request, &url).await;
            if self.closed.get() {
                return;
            }
            let unauthorized = matches!(&result, Err(RequestError { error: Error::Unauthorized, .. }));
            if !unauthorized || !mem::take(&mut may_have_newer_key) {
                return self.handle(&request, result);
            }
        }
    }

    fn url(&self, request: &Request) -> String {
        let routes = &self.config.routes;
        match request {
            Request::Traces(_) => routes.traces.clone(),
            Request::Job => routes.job.clone(),
            Request::Counts => routes.counts(),
            Request::Entries => routes.entries(&self.pages.take_next().unwrap_or_default()),
        }
    }

    async fn exchange(&self, request: &Request, url: &str) -> Result<FetchResponse, RequestError> {
        let validator = if let Request::Traces(validator) = request { validator.as_deref() } else { None };
        let prefetched = self.prefetched.take().filter(|prefetched| prefetched.url == url);
        let ongoing = match &prefetched {
            Some(prefetched) => prefetched.ongoing.clone(),
            None => OngoingRequest::new()?,
        };
        self.ongoing.replace(Some(ongoing.clone()));
        let credentials = &self.config.credentials;
        let mut response = pin!(fetch::get(url, credentials, validator, prefetched.as_ref(), &ongoing, &self.secrets));
        let result = poll_fn(|context| {
            while self.wakeup.poll(context).is_ready() {
                self.catch_up();
            }
            response.as_mut().poll(context)
        })
        .await;
        self.ongoing.take();
        result
    }

    /// Updates the session from the page and the subscribers, and notifies new subscribers of the state.
    fn catch_up(&self) {
        let (is_page_visible, is_online) = (page::is_visible(), self.is_local || page::is_online());
        let availability = {
            let subscribers = self.subscribers.borrow();
            let mut session = self.session.borrow_mut();
            session.set_interval(subscribers.iter().map(|one| one.interval).fold(f64::INFINITY, f64::min));
            session.set_pixels(subscribers.iter().map(|one| one.pixels.get()).max().unwrap_or(0));
            let is_any = |is: fn(Visibility) -> bool| subscribers.iter().any(|one| is(one.visibility.get()));
            Availability {
                visible: is_page_visible || is_any(|one| one.visible && one.in_other_window),
                on_screen: is_any(|one| one.visible),
                online: is_online,
            }
        };
        let update = self.session.borrow_mut().set_availability(now(), availability);
        self.publish(update, None);
        self.initialize_subscribers();
    }

    /// Notifies new subscribers of the current state.
    fn initialize_subscribers(&self) {
        let state = self.state();
        let update = if state.error.is_some() { Update::Failed } else { Update::Traces };
        let is_new = |subscriber: &Subscriber| !subscriber.initialized.replace(true);
        self.notify(|subscriber| is_new(subscriber) && state.answer.is_some(), update);
    }

    fn handle(&self, request: &Request, result: Result<FetchResponse, RequestError>) {
        let body = match &result {
            Ok(FetchResponse::Ok { body, .. }) => Some(body.clone()),
            _ => None,
        };
        let age_ms = match &result {
            Ok(FetchResponse::Ok { age_ms, .. } | FetchResponse::NotModified { age_ms }) => *age_ms,
            Err(_) => 0.0,
        };
        let response = result.map(|response| match response {
            // A page of entries stays outside the wasm's memory; only its requester reads it.
            FetchResponse::Ok { body, etag, .. } => {
                let bytes = if *request == Request::Entries { Vec::new() } else { body.to_vec() };
                HttpResponse::Ok { bytes, etag }
            }
            FetchResponse::NotModified { .. } => HttpResponse::NotModified,
        });
        let secrets = self.secrets.borrow().clone();
        let sanitize = |text: &str, max| sanitize(text, max, secrets.as_ref());
        let result = response.as_ref().map_err(Clone::clone);
        let update = self.session.borrow_mut().handle_response(now(), request, result, &sanitize);
        if matches!(update, Update::Traces | Update::Unchanged) {
            self.session.borrow_mut().record_age(age_ms);
        }
        if *request == Request::Entries {
            self.deliver_page(response, body.as_ref());
        }
        self.publish(update, body.as_ref());
    }

    /// Resolves the promises of the requested page of entries.
    fn deliver_page(&self, response: Result<HttpResponse, RequestError>, body: Option<&Uint8Array>) {
        let error = match response {
            Ok(_) if body.is_some() => return self.pages.resolve(body),
            Ok(_) => Error::BadResponse("304 to a request without a validator".into()).into(),
            Err(error) => error,
        };
        let retry_in = (!error.error.is_permanent()).then(|| self.session.borrow().entries_retry_in(now()));
        self.pages.reject(&ErrorDetail::new(&error, retry_in).to_js_error());
    }

    /// An error that ended the polling also rejects all pending pages.
    fn reject_pages(&self) {
        let error = self.session.borrow().stopped_by().map(|error| ErrorDetail::new(error, None));
        if let Some(error) = error {
            while self.pages.take_next().is_some() {
                self.pages.reject(&error.to_js_error());
            }
        }
    }

    /// Updates the state, with the body if there are new traces, and notifies all subscribers.
    fn publish(&self, update: Update, body: Option<&Uint8Array>) {
        let state = self.state().next(&self.session.borrow(), update, body);
        self.state.replace(Rc::new(state));
        if update != Update::None {
            self.notify(|_| true, update);
        }
    }

    /// Notifies subscribers, except those that are removed before their turn.
    fn notify(&self, filter: impl Fn(&Subscriber) -> bool, update: Update) {
        // A copy: a callback may add and remove subscribers.
        let subscribers = self.subscribers.borrow().clone();
        for subscriber in subscribers {
            let is_here = self.subscribers.borrow().iter().any(|other| Rc::ptr_eq(other, &subscriber));
            if is_here && filter(&subscriber) {
                (subscriber.callback)(update, &self.state());
            }
        }
    }

    /// Whether it sends exactly these requests, with the same credentials. The URL of the traces names the server, the
    /// job and the buckets.
    fn is_for(&self, config: &FeedConfig) -> bool {
        self.config.routes.traces == config.routes.traces && self.config.credentials.same(&config.credentials)
    }

    /// The current state.
    fn state(&self) -> Rc<FeedState> {
        self.state.borrow().clone()
    }

    /// Polls now.
    fn refresh(&self) {
        self.session.borrow_mut().refresh(now());
        self.wakeup.notify();
    }

    /// Takes over a request for the traces that the page has sent, unless they were already requested.
    fn offer(&self, prefetched: Prefetched) {
        if self.ongoing.borrow().is_none() && self.state().answer.is_none() {
            self.prefetched.replace(Some(prefetched));
        }
    }

    /// A promise of a page of progress entries; see [`PageQueue::add`].
    fn request_page(&self, subscriber: &Rc<Subscriber>, query: &str) -> Promise {
        let promise = self.pages.add(subscriber.id(), query);
        self.wakeup.notify();
        promise
    }

    /// Adds a subscriber. It is notified of the current state, but not before this returns.
    fn subscribe(&self, subscriber: Rc<Subscriber>) {
        self.subscribers.borrow_mut().push(subscriber);
        self.wakeup.notify();
    }

    /// Removes a subscriber; with the last one the feed ends.
    fn unsubscribe(self: &Rc<Self>, subscriber: &Rc<Subscriber>) {
        self.subscribers.borrow_mut().retain(|other| !Rc::ptr_eq(other, subscriber));
        self.pages.remove(subscriber.id());
        if self.subscribers.borrow().is_empty() {
            self.closed.set(true);
            registry::remove(self);
            let (ongoing, prefetched) = (self.ongoing.take(), self.prefetched.take());
            // Needed because the loop also holds the request that it waits for.
            if let Some(ongoing) = ongoing {
                ongoing.abort();
            }
            drop(prefetched);
            self.pages.resolve(None);
        }
        self.wakeup.notify();
    }
}
