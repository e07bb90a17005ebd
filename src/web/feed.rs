//! A running poll of one job: asks [`Poll`] what to do, does it, and tells what came.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, RequestCredentials};

use super::{
    fetch::{self, Answer},
    now, options,
    timer::Timer,
};
use crate::{
    error::Error,
    poll::{self, Poll, Step},
    response::traces::{self, Traces},
};

/// What to ask, and as whom.
pub struct Config {
    /// The job, as its answers must name it.
    pub job_id: String,
    /// The URL of its traces.
    pub url: String,
    /// ms between two requests.
    pub interval: f64,
    /// An object of headers, or a function that gives one.
    pub headers: JsValue,
    /// Cookies and the like.
    pub credentials: RequestCredentials,
}

/// What an answer brought.
pub enum News {
    /// New data, and the body that it was decoded from.
    Fresh(Traces, Vec<u8>),
    /// Nothing new.
    NotModified,
    /// A failure, and in how many ms it is tried again; `None`: not by itself.
    Failed(Error, Option<f64>),
}

struct Fresh {
    traces: Traces,
    body: Vec<u8>,
    etag: Option<String>,
}

/// Polls until it is dropped, which aborts what is under way: no news come after that.
pub struct Feed(Rc<Running>);

struct Running {
    config: Config,
    poll: RefCell<Poll>,
    stopped: Cell<bool>,
    abort: RefCell<Option<AbortController>>,
    wake: RefCell<Option<Function>>,
}

impl Feed {
    /// Starts at once; `tell` is called for every answer.
    pub fn start(config: Config, tell: impl Fn(News) + 'static) -> Self {
        let running = Rc::new(Running {
            poll: RefCell::new(Poll::new(config.interval)),
            config,
            stopped: Cell::new(false),
            abort: RefCell::default(),
            wake: RefCell::default(),
        });
        spawn_local(running.clone().run(tell));
        Self(running)
    }

    /// Asks now instead of later; also after a refusal.
    pub fn refresh(&self) {
        self.0.poll.borrow_mut().refresh();
        self.0.wake();
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.0.stopped.set(true);
        if let Some(abort) = self.0.abort.take() {
            abort.abort();
        }
        self.0.wake();
    }
}

impl Running {
    async fn run(self: Rc<Self>, tell: impl Fn(News)) {
        while !self.stopped.get() {
            let step = self.poll.borrow_mut().next(now());
            match step {
                Step::Ask(validator) => {
                    let news = self.ask(validator).await;
                    if !self.stopped.get() {
                        tell(news);
                    }
                }
                Step::Sleep(ms) => self.sleep(Some(ms)).await,
                Step::Rest => self.sleep(None).await,
            }
        }
    }

    async fn ask(&self, validator: Option<String>) -> News {
        let answer = self.exchange(validator.as_deref()).await;
        let mut poll = self.poll.borrow_mut();
        match answer {
            Ok(None) => {
                poll.answered(now(), poll::Answer::NotModified);
                News::NotModified
            }
            Ok(Some(Fresh { traces, body, etag })) => {
                let latest_event_at = traces.latest_event_at.as_deref();
                poll.answered(now(), poll::Answer::Fresh { etag: etag.as_deref(), latest_event_at });
                News::Fresh(traces, body)
            }
            Err(error) => {
                let now = now();
                poll.answered(now, poll::Answer::Failed(&error));
                News::Failed(error, poll.due().map(|due| due - now))
            }
        }
    }

    /// One request and its answer; `None` if it was 304.
    async fn exchange(&self, validator: Option<&str>) -> Result<Option<Fresh>, Error> {
        let Config { job_id, url, headers, credentials, .. } = &self.config;
        let abort = AbortController::new().map_err(|_| Error::Engine("this browser can't abort requests".into()))?;
        self.abort.replace(Some(abort.clone()));
        let headers = options::headers(headers).await?;
        match fetch::get(url, &headers, *credentials, validator, &abort).await? {
            Answer::NotModified if validator.is_none() => {
                Err(Error::BadResponse("304, though nothing was held".into()))
            }
            Answer::NotModified => Ok(None),
            Answer::Fresh { body, etag } => {
                let traces = traces::decode(&body)?;
                if traces.job_id != *job_id {
                    return Err(Error::BadResponse(format!("it speaks of job {}", traces.job_id)));
                }
                Ok(Some(Fresh { traces, body, etag }))
            }
        }
    }

    async fn sleep(&self, ms: Option<f64>) {
        let mut timer = None;
        let wait = Promise::new(&mut |resolve, _| {
            let ring = resolve.clone();
            timer = ms.and_then(|ms| Timer::new(ms, move || call(&ring)));
            self.wake.replace(Some(resolve));
        });
        // A promise without a reject can't fail.
        JsFuture::from(wait).await.unwrap_or_default();
        drop(timer);
    }

    fn wake(&self) {
        if let Some(resolve) = self.wake.take() {
            call(&resolve);
        }
    }
}

fn call(resolve: &Function) {
    // Resolving a promise can't throw.
    resolve.call0(&JsValue::UNDEFINED).unwrap_or_default();
}
