//! Polling one job for all its subscribers: one async loop, which asks [`JobSession`] what to do, does it, and notifies.

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

use self::{pages::PageQueue, subscription::Subscriber};
pub use self::{
    state::{FeedState, LatestTraces},
    subscription::Subscription,
};
use crate::{
    browser::{listener::EventListener, notify::Notify, now, page, task, timer::Timer},
    client::routes::Routes,
    fetch::{self, Credentials, FetchResponse, OngoingRequest, Prefetched},
};

/// What is asked, and as whom.
#[derive(Clone)]
pub struct FeedConfig {
    /// What is asked.
    pub routes: Rc<Routes>,
    /// As whom.
    pub credentials: Credentials,
}

/// A job that is polled for its subscribers; begins with the first [`Subscription`], ends with the last.
pub struct Feed {
    config: FeedConfig,
    /// Whether the server is on this device: it can be reached without a network.
    is_local: bool,
    session: RefCell<JobSession>,
    state: RefCell<Rc<FeedState>>,
    subscribers: RefCell<Vec<Rc<Subscriber>>>,
    pages: PageQueue,
    prefetched: RefCell<Option<Prefetched>>,
    /// The request under way.
    ongoing: RefCell<Option<Rc<OngoingRequest>>>,
    /// Something has changed that the loop should look at.
    wakeup: Rc<Notify>,
    closed: Cell<bool>,
    _listener: EventListener,
}

impl Feed {
    /// Its loop starts when the page's script has ended, for the subscribers that came by then.
    fn start(config: FeedConfig) -> Rc<Self> {
        let seed = (Math::random() * 2f64.powi(53)) as u64;
        let wakeup = Rc::new(Notify::default());
        let listener = EventListener::new(&["online", "offline", "visibilitychange"], {
            let wakeup = wakeup.clone();
            move || wakeup.notify()
        });
        let feed = Rc::new(Self {
            is_local: page::is_loopback(&config.routes.traces),
            session: RefCell::new(JobSession::new(config.routes.job_id.clone(), f64::INFINITY, seed)),
            config,
            state: RefCell::default(),
            subscribers: RefCell::default(),
            pages: PageQueue::default(),
            prefetched: RefCell::default(),
            ongoing: RefCell::default(),
            wakeup,
            closed: Cell::new(false),
            _listener: listener,
        });
        task::spawn(feed.clone().run());
        feed
    }

    /// The whole life of the feed.
    async fn run(self: Rc<Self>) {
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
        // A subscriber that was notified may have ended the feed.
        if self.closed.get() {
            return Action::Idle;
        }
        let mut session = self.session.borrow_mut();
        session.want_entries(!self.pages.is_empty());
        session.next_action(now())
    }

    /// Sends a request and handles its response. Meanwhile subscribers come and go, and the page changes.
    async fn send(&self, request: Request) {
        let url = self.url(&request);
        // The key may expire on the way: a function may have a newer one.
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
        let mut response = pin!(fetch::get(url, &self.config.credentials, validator, prefetched.as_ref(), &ongoing));
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

    /// Brings the session up to date with page and subscribers, and new subscribers with the state.
    fn catch_up(&self) {
        let availability = {
            let subscribers = self.subscribers.borrow();
            let mut session = self.session.borrow_mut();
            session.set_interval(subscribers.iter().map(|one| one.interval).fold(f64::INFINITY, f64::min));
            session.set_pixels(subscribers.iter().map(|one| one.pixels.get()).max().unwrap_or(0));
            Availability {
                visible: page::is_visible(),
                on_screen: subscribers.iter().any(|one| one.visible.get()),
                online: self.is_local || page::is_online(),
            }
        };
        let update = self.session.borrow_mut().set_availability(now(), availability);
        self.publish(update, None);
        self.initialize_subscribers();
    }

    /// Notifies those who have just come of what is known.
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
        let response = result.map(|response| match response {
            // A page of entries stays outside the wasm's memory: whoever asked for it reads it.
            FetchResponse::Ok { body, etag } => {
                let bytes = if *request == Request::Entries { Vec::new() } else { body.to_vec() };
                HttpResponse::Ok { bytes, etag }
            }
            FetchResponse::NotModified => HttpResponse::NotModified,
        });
        let update = self.session.borrow_mut().handle_response(now(), request, response.as_ref().map_err(Clone::clone));
        if *request == Request::Entries {
            self.deliver_page(response, body.as_ref());
        }
        self.publish(update, body.as_ref());
    }

    /// Those who wait for the page of entries that was asked for get it.
    fn deliver_page(&self, response: Result<HttpResponse, RequestError>, body: Option<&Uint8Array>) {
        let error = match response {
            Ok(_) if body.is_some() => return self.pages.resolve(body),
            Ok(_) => Error::BadResponse("304 to a request without a validator".into()).into(),
            Err(error) => error,
        };
        let retry_in = (!error.error.is_permanent()).then(|| self.session.borrow().entries_retry_in(now()));
        self.pages.reject(&ErrorDetail::new(&error, retry_in).to_js_error());
    }

    /// What has ended the polling ends the waiting for pages, too.
    fn reject_pages(&self) {
        let error = self.session.borrow().stopped_by().map(|error| ErrorDetail::new(error, None));
        if let Some(error) = error {
            while self.pages.take_next().is_some() {
                self.pages.reject(&error.to_js_error());
            }
        }
    }

    /// Brings the state up to date, with the body if traces have come, and notifies all subscribers.
    fn publish(&self, update: Update, body: Option<&Uint8Array>) {
        let state = self.state().next(&self.session.borrow(), update, body);
        self.state.replace(Rc::new(state));
        if update != Update::None {
            self.notify(|_| true, update);
        }
    }

    /// Notifies subscribers, as far as they are still here when it is their turn.
    fn notify(&self, filter: impl Fn(&Subscriber) -> bool, update: Update) {
        // A copy: a callback may make subscribers come and go.
        let subscribers = self.subscribers.borrow().clone();
        for subscriber in subscribers {
            let is_here = self.subscribers.borrow().iter().any(|other| Rc::ptr_eq(other, &subscriber));
            if is_here && filter(&subscriber) {
                (subscriber.callback)(update, &self.state());
            }
        }
    }

    /// Whether it asks exactly this, as exactly this one. The URL of the traces names the server, the job and the buckets.
    fn is_for(&self, config: &FeedConfig) -> bool {
        self.config.routes.traces == config.routes.traces && self.config.credentials.same(&config.credentials)
    }

    /// What is known.
    fn state(&self) -> Rc<FeedState> {
        self.state.borrow().clone()
    }

    /// Asks now instead of later.
    fn refresh(&self) {
        self.session.borrow_mut().refresh(now());
        self.wakeup.notify();
    }

    /// Takes over a request of the page for the traces, unless they were asked for already.
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

    /// A subscriber comes. It is notified of what is known already, though not before this returns.
    fn subscribe(&self, subscriber: Rc<Subscriber>) {
        self.subscribers.borrow_mut().push(subscriber);
        self.wakeup.notify();
    }

    /// A subscriber goes; with the last one the feed ends.
    fn unsubscribe(self: &Rc<Self>, subscriber: &Rc<Subscriber>) {
        self.subscribers.borrow_mut().retain(|other| !Rc::ptr_eq(other, subscriber));
        self.pages.remove(subscriber.id());
        if self.subscribers.borrow().is_empty() {
            self.closed.set(true);
            registry::remove(self);
            let (ongoing, prefetched) = (self.ongoing.take(), self.prefetched.take());
            // The loop, too, holds the request that it waits for.
            if let Some(ongoing) = ongoing {
                ongoing.abort();
            }
            drop(prefetched);
            self.pages.resolve(None);
        }
        self.wakeup.notify();
    }
}
